import { describePeriod } from '@keepword/primitives';
import type { Profile } from '../../profile-schema.js';
import { uncapitalised } from '../../wording.js';
import { list, paragraph, type Section } from '../document.js';
import { originWords } from '../words.js';

type Claim = Profile['security'][number];

/** Sign-in needs the address in clear, so the claim is about content and says what it leaves out. */
const contentEncrypted =
  'Prompts, uploads and results are encrypted with a key for each person before they are written to any store; name and email address are kept readable, since sign-in needs them.';

/**
 * Worded as what is done, not as the phrase of the document: servers and model providers must read a prompt to run it,
 * so «end-to-end» would claim more than can be true.
 */
const claimWords: Readonly<Record<string, (claim: Claim) => string>> = {
  'access-controls': () => 'Access to data is controlled; each service can touch only what its task needs.',
  'audits-and-vulnerability-tests': (claim) => `Security is assessed and tested for vulnerabilities${often(claim)}.`,
  'authenticated-generation-endpoints': () => 'Creations are accepted only from people who are signed in.',
  'content-filtering': () => 'Automated filters detect and block harmful content.',
  'data-minimization': () => 'Only what the service needs is collected and kept.',
  'employee-access-control': () => 'Staff reach data only after signing in, and only as far as their role goes.',
  'encrypted-databases-with-access-control': () => `${contentEncrypted} The database lets each service see only its own part.`,
  encryption: () => `Connections are encrypted. ${contentEncrypted}`,
  'encryption-at-rest': () => contentEncrypted,
  'end-to-end-encryption': () =>
    `Every hop between systems is encrypted. ${contentEncrypted} Our servers and the model provider read a prompt while they run it.`,
  'industry-standard': () => 'Measures follow what is standard in the industry.',
  'model-isolation': () => 'Models run in isolated environments.',
  'no-absolute-guarantee': () => 'No way of sending or storing data is fully secure, and we do not claim that ours is.',
  'none-stated': () =>
    `The stated policy makes no claim about security. Our own baseline still applies: connections are encrypted, and services can touch only what their task needs. ${contentEncrypted}`,
  'pci-compliant-processors': () => 'Cards are handled only by payment providers that comply with PCI DSS.',
  'penetration-testing': (claim) => `Penetration tests take place${often(claim)}.`,
  'prompt-privacy': () => 'Prompts go only to the recipients listed above, without account data.',
  rbac: () => 'Access to data is governed by roles.',
  'secure-data-centers': () => 'Servers stand in guarded data centers.',
  'security-audits': (claim) => `Security audits take place${often(claim)}.`,
  'security-monitoring': () => 'Signs of abuse and attack are recorded and watched.',
  'soc2-audits': (claim) => `SOC 2 audits take place${often(claim)}.`,
  tls: ({ min }) => `Connections use TLS ${min ?? '1.2'} or newer.`,
};

/** What protects the data; who keeps each statement true: software or people. */
export function securitySection(profile: Profile): Section {
  const by = (kind: Claim['kind']) => profile.security.filter((claim) => claim.kind === kind);
  const people = by('organizational');
  return {
    id: 'security',
    heading: 'How it is protected',
    blocks: [
      paragraph(
        'These are the rules we work by. Whether each has been measured is recorded apart from this page; what nobody has measured counts as not proven.',
      ),
      list([...by('enforced'), ...by('disclosed')].map(claimText)),
      ...(people.length === 0
        ? []
        : [
            paragraph(
              'People, not software, keep these; they count as proven only while a dated statement of a responsible person is valid:',
            ),
          ]),
      ...(people.length === 0 ? [] : [list(people.map(claimText))]),
    ],
  };
}

function claimText(claim: Claim): string {
  const words = claimWords[claim.claim];
  if (words === undefined) throw new Error(`no sentence for the security claim '${claim.claim}'`);
  const mark = (subject: string, origin: Claim['minOrigin']) =>
    origin === undefined ? '' : ` (${subject} is ${uncapitalised(originWords[origin])}.)`;
  return `${words(claim)}${mark('The version', claim.minOrigin)}${mark('How often', claim.everyOrigin)}`;
}

function often({ every }: Claim): string {
  return every === undefined ? '' : `, at least every ${describePeriod(every).replace(/^1 /, '')}`;
}
