import { integration, unit, type Mutation } from './mutation.js';

const policyPage = 'packages/policy/src/policy-page/policy-page.test.ts';

export const mutationsOfTheHouse: readonly Mutation[] = [
  {
    control: 'rendered-policy-page',
    breaks: 'rules change and the digest of the policy does not',
    file: 'packages/policy/src/policy-page/digest.ts',
    find: 'canonicalJson(value)',
    replace: 'typeof value',
    noticedBy: unit(policyPage, 'given another retention period, then text and digest change'),
  },
  {
    control: 'rendered-policy-page',
    breaks: 'a policy is published without a mailbox to write to',
    file: 'packages/policy/src/policy-page/policy-page.ts',
    find: 'if (!/^[^\\s@]+@[^\\s@]+$/.test(privacyMailbox)) {',
    replace: "if (privacyMailbox === '') {",
    noticedBy: unit(policyPage, 'given a hidden mailbox, then nothing is published'),
  },
  {
    control: 'data-map',
    breaks: 'a column without an annotation goes unseen',
    file: 'packages/data-map/src/data-map.ts',
    find: '...[...inWorld].filter((name) => !inMap.has(name)).map((name) => `${what} ${name} has no annotation`),',
    replace: '',
    noticedBy: integration(
      'packages/database/src/data-map/coverage.int.test.ts',
      'the check itself given a column that nobody annotated, then it fails and names it',
    ),
  },
  {
    control: 'recipients',
    breaks: 'a recipient gets what the profile does not list for it',
    file: 'packages/policy/src/queries/recipients.ts',
    find: 'categories.some((pattern) => categoryMatches(pattern, category)) &&',
    replace: '',
    noticedBy: unit('tests/architecture/vendor-payloads.test.ts', 'given fluxgen, then its recipients may receive every field but'),
  },
  {
    control: 'quiet-logs',
    breaks: 'what is personal is written into the log',
    file: 'packages/service-kit/src/boot/logger.ts',
    find: 'name: service, level, redact,',
    replace: 'name: service, level,',
    noticedBy: unit(
      'packages/service-kit/src/boot/logger.test.ts',
      'given facts that were handed over by mistake, then what is personal in them is not written',
    ),
  },
  {
    control: 'closed-by-default',
    breaks: 'a handler that nobody protected can be called',
    file: 'packages/service-kit/src/http/access-guard.ts',
    find: "if (!endpoint) throw new ProblemException('/problems/not-found');",
    replace: 'if (!endpoint) return true;',
    noticedBy: unit('packages/service-kit/src/boot/serve.test.ts', 'given a handler without a contract, then it cannot be reached'),
  },
  {
    control: 'local-powers',
    breaks: 'the clock moves beside real vendors',
    file: 'packages/service-kit/src/boot/service-clock.ts',
    find: 'if (outside) throw new BadEnvironment(`LOCAL_CLOCK_FILE: a movable clock is refused, since ${new URL(outside).host} is a real vendor`);',
    replace: '',
    noticedBy: unit(
      'packages/service-kit/src/boot/service-clock.test.ts',
      'given a vendor on another machine, then it is refused and names the vendor',
    ),
  },
];
