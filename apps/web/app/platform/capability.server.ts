import type { Client } from '@keepword/contracts';
import type { Visit } from './visit.server.js';

const capabilityCharsMax = 200;

/** Who reads a file or its page: the owner of a mailed link, whoever else is signed in here, or else a signed-in person. */
export interface Reader {
  readonly api: Client;
  readonly query: { capability?: string };
  /** To be added to the addresses of what belongs to the same link: `?capability=…`, or nothing. */
  readonly suffix: string;
}

/** @throws Response that leads to the sign-in, for somebody who has neither */
export function readerOf(visit: Visit): Reader {
  const capability = new URL(visit.request.url).searchParams.get('capability');
  if (capability !== null && capability !== '' && capability.length <= capabilityCharsMax) {
    return { api: visit.capabilityApi, query: { capability }, suffix: `?capability=${encodeURIComponent(capability)}` };
  }
  if (!visit.signedIn) visit.signInFirst();
  return { api: visit.privacyApi, query: {}, suffix: '' };
}
