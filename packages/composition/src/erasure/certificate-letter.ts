import { MailRefused } from '@keepword/accounts';
import type { CertificateLetter } from '@keepword/data-rights';
import { caseMails } from '../cases/case-mails.js';
import type { Foundation } from '../foundation.js';

/**
 * Mails the link to a certificate at once and never by the queue, which would keep the link. Sent again after a crash, it is one mail.
 * @throws MailUnavailable
 */
export async function tellOfCertificate(
  foundation: Pick<Foundation, 'profile' | 'mailer' | 'environment' | 'logger'>,
  { runId, caseReference, address, capability, state, issuedAt, digest }: CertificateLetter,
): Promise<'told' | 'refused'> {
  const href = `${foundation.environment.WEB_URL}/erasures/${runId}?capability=${capability}`;
  try {
    await caseMails(foundation).certificate({ runId, reference: caseReference, to: address, state, issuedAt, digest, href });
    return 'told';
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    foundation.logger.warn({ err: error, runId }, 'the letter about a certificate was refused');
    return 'refused';
  }
}
