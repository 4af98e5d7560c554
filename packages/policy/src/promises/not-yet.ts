import type { PromiseEntry } from './entry.js';

const missingByArea: Readonly<Record<string, string>> = {
  auth: 'No check yet shows that the other sign-in methods stay shut.',
  billing: 'No check yet shows that purchases run only in this way.',
  changes: 'Nothing yet sends notices or holds a new version back until its lead time is over.',
  collection: 'No check yet compares what is stored with the list of the profile.',
  consent: 'No consent ledger exists yet.',
  contact: 'No probe yet shows that a message to there becomes a case.',
  cookies: 'No cookie register yet compares what browsers hold with what the profile allows.',
  feature: 'This feature does not exist yet.',
  location: 'No inventory of regions is checked at start yet.',
  marketing: 'No mail class for marketing exists yet.',
  minors: 'No check yet covers age beyond the question at sign-up.',
  'non-collection': 'No scan yet looks for what must never be stored.',
  policy: 'No check yet fetches the published page.',
  purpose: 'Reads do not declare their purpose yet, so no ledger can show them.',
  retention: 'Some things are swept when their time is over; no engine yet does so for every rule of the profile.',
  rights: 'Requests are worked on, and nothing yet shows that this one is kept in full.',
  security: 'No check measures this yet.',
  sharing: 'No disclosure ledger is read yet.',
  sla: 'Clocks run on each request; nothing yet shows that this deadline is always met.',
  subprocessor: 'No check yet compares the vendors in use with the list of the profile.',
};

/** Why a promise without a control has none, in one sentence for people. */
export function whyNotYet({ id, kind }: Pick<PromiseEntry, 'id' | 'kind'>): string {
  if (kind === 'organizational') return 'People keep this promise, and nobody has attested it yet.';
  return missingByArea[id.split('.')[1] ?? ''] ?? 'No control exists yet.';
}
