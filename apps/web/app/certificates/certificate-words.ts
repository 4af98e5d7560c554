import type { ShownCertificate } from './certificate.server.js';

const vendorStates = {
  erased: 'Erased',
  'nothing-held': 'Held nothing',
  pending: 'Not answered yet',
  'not-supported': 'Cannot be asked by a machine',
} as const;

export function vendorInWords({ state }: Pick<ShownCertificate['vendors'][number], 'state'>): string {
  return vendorStates[state];
}

const laws: Record<string, string> = { tax: 'tax law', 'financial-regulation': 'financial regulation' };
const reasons: Record<string, string> = {
  law: 'A law asks for it',
  policy: 'The privacy policy says so',
  'legal-hold': 'A legal hold stands on it',
  evidence: 'It proves what was agreed',
};

/** Why something was kept, and in what form. */
export function keptInWords({ reason, law, how }: Pick<ShownCertificate['kept'][number], 'reason' | 'law' | 'how'>): string {
  const why = law === null ? (reasons[reason] ?? reason) : `${reasons[reason] ?? reason}: ${laws[law] ?? law}`;
  return how === 'pseudonymised' ? `${why}. It no longer says whose it was.` : `${why}.`;
}
