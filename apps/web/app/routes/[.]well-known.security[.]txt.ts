import { clock, environment } from '../platform/boot.server.js';
import { plainText } from '../platform/plain-answers.server.js';

const validMs = 180 * 24 * 3_600_000;

/** RFC 9116. */
export function loader() {
  const expires = new Date(clock.now().getTime() + validMs).toISOString();
  const lines = [
    `Contact: mailto:${environment.privacyMailbox}`,
    `Expires: ${expires}`,
    'Preferred-Languages: en',
    `Canonical: ${environment.webUrl}/.well-known/security.txt`,
  ];
  return plainText(`${lines.join('\n')}\n`);
}
