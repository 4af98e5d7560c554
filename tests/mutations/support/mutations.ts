import type { Mutation, NoticingTest } from './mutation.js';

const unit = (file: string, name: string): NoticingTest => ({ project: 'unit', file, name });
const integration = (file: string, name: string): NoticingTest => ({ project: 'integration', file, name });
const atTheDoor = (name: string): NoticingTest => ({ project: 'platform', file: 'infra/local/src/platform/at-the-door.int.test.ts', name });

const grants = 'packages/database/src/grants.int.test.ts';
const creationStore = 'packages/database/src/creations/postgres-creation-store.int.test.ts';
const creditStore = 'packages/database/src/credits/postgres-credit-store.int.test.ts';
const keyring = 'packages/keyring/src/keyring.int.test.ts';
const policyPage = 'packages/policy/src/policy-page/policy-page.test.ts';

const ofTheDatabase: readonly Mutation[] = [
  {
    control: 'row-level-security',
    breaks: 'a table’s owner passes the policies by',
    file: 'packages/database/src/table-access.ts',
    find: ', `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`',
    replace: '',
    noticedBy: integration(grants, 'given every table that names a subject column, and only those, then it is on and forced'),
  },
  {
    control: 'row-level-security',
    breaks: 'an app reads the rows of everybody',
    file: 'packages/database/src/table-access.ts',
    find: 'USING (${own}) WITH CHECK (${own})',
    replace: 'USING (true) WITH CHECK (${own})',
    noticedBy: integration(grants, 'given core_api for one subject, then accounts keeps the rows of another from it'),
  },
  {
    control: 'row-level-security',
    breaks: 'an app writes rows for somebody else',
    file: 'packages/database/src/table-access.ts',
    find: 'USING (${own}) WITH CHECK (${own})',
    replace: 'USING (${own}) WITH CHECK (true)',
    noticedBy: integration(grants, 'given core_api for one subject, then accounts keeps the rows of another from it'),
  },
  {
    control: 'role-per-app',
    breaks: 'the worker may change accounts',
    file: 'packages/database/src/accounts/accounts-schema.ts',
    find: "worker: ['SELECT'],",
    replace: "worker: ['SELECT', 'UPDATE'],",
    noticedBy: integration(
      'packages/database/src/migrate.int.test.ts',
      'given an empty database, when migrated, then the schema is the committed one',
    ),
  },
  {
    control: 'role-per-app',
    breaks: 'an app reads the second factors of the team',
    file: 'packages/database/src/staff/staff-schema.ts',
    find: "grants: { operator: ['SELECT', 'INSERT', 'UPDATE'] }",
    replace: "grants: { operator: ['SELECT', 'INSERT', 'UPDATE'], core_api: ['SELECT'] }",
    noticedBy: integration(
      'packages/database/src/staff/postgres-staff-store.int.test.ts',
      'given core_api, then it may not even look at the team',
    ),
  },
  {
    control: 'role-per-app',
    breaks: 'everybody calls every function',
    file: 'packages/database/src/table-access.ts',
    find: "'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC',",
    replace: '',
    noticedBy: integration(grants, 'given any function, then only who needs it may call it'),
  },
  {
    control: 'one-time-links',
    breaks: 'a mailed link works for as long as its row is there',
    file: 'packages/database/src/accounts/one-time-tokens.ts',
    find: 'taken && taken.expires_at > at ?',
    replace: 'taken ?',
    noticedBy: integration(
      'packages/database/src/accounts/one-time-tokens.int.test.ts',
      'given a token whose time is over, then it gives nothing and is gone',
    ),
  },
  {
    control: 'idempotency',
    breaks: 'another request gets the answer of the first',
    file: 'packages/database/src/idempotency/idempotency.ts',
    find: "if (!found.body_digest.equals(bodyDigest)) return { claim: 'other-body' };",
    replace: '',
    noticedBy: integration(
      'packages/database/src/idempotency/idempotency.int.test.ts',
      'given another body under the same key, then that is said',
    ),
  },
  {
    control: 'idempotency',
    breaks: 'a repeated request is done again',
    file: 'apps/core-api/src/idempotency/idempotent.ts',
    find: 'if (key === null) return work',
    replace: 'if (key !== undefined) return work',
    noticedBy: atTheDoor('does a repeated request once'),
  },
];

const ofCreations: readonly Mutation[] = [
  {
    control: 'image-creation',
    breaks: 'a creation that fails keeps its credits',
    file: 'packages/creations/src/use-cases/end-creation.ts',
    find: 'else await ports.credits.release(uow, { ...owner, at });',
    replace: '',
    noticedBy: integration(creationStore, 'ends what takes too long and gives its credits back'),
  },
  {
    control: 'image-creation',
    breaks: 'four of a person are made at once',
    file: 'packages/creations/src/lifecycle/decide.ts',
    find: 'if (place >= 0 && place < runningMax) return { start: true };',
    replace: 'if (place >= -1) return { start: true };',
    noticedBy: unit('packages/creations/src/lifecycle/decide.test.ts', 'given a queued creation when two come first, then it waits'),
  },
  {
    control: 'own-history',
    breaks: 'a deletion is final at once',
    file: 'packages/creations/src/lifecycle/decide.ts',
    find: "return at < mark.deletableAt ? { restored: true } : refuse('not-restorable');",
    replace: "return refuse('not-restorable');",
    noticedBy: integration(creationStore, 'hides a deleted creation, restores it for fifteen seconds, and then removes everything'),
  },
  {
    control: 'own-history',
    breaks: 'the files of a deleted picture stay',
    file: 'packages/creations/src/use-cases/delete-creation.ts',
    find: 'await Promise.all([...all].map((key) => ports.objects.delete(key)));',
    replace: '',
    noticedBy: integration(creationStore, 'hides a deleted creation, restores it for fifteen seconds, and then removes everything'),
  },
  {
    control: 'own-history',
    breaks: 'somebody else’s id is told apart from one that is not there',
    file: 'apps/core-api/src/creations/creations-controller.ts',
    find: "const notFound = () => new ProblemException('/problems/not-found');",
    replace: "const notFound = () => new ProblemException('/problems/forbidden');",
    noticedBy: atTheDoor('says of somebody else’s picture what it says of one that is not'),
  },
  {
    control: 'content-filter',
    breaks: 'forbidden words go to the model',
    file: 'packages/creations/src/use-cases/request-creation.ts',
    find: 'if (blocked) return blocked;',
    replace: '',
    noticedBy: atTheDoor('takes no forbidden words, and nothing is charged for them'),
  },
  {
    control: 'content-filter',
    breaks: 'a picture that the filter blocks is shown',
    file: 'packages/creations/src/use-cases/finish-creation.ts',
    find: "if (verdict.verdict === 'block') return { blocked: verdict.reasons };",
    replace: '',
    noticedBy: integration(creationStore, 'charges for what came when some pictures were blocked, and nothing when all were'),
  },
  {
    control: 'transient-reference',
    breaks: 'the picture stays in memory when it is no longer needed',
    file: 'packages/creations/src/references/transient-references.ts',
    find: 'await store.deleteLease(uow, owner);\n      vault.drop(owner.creationId);',
    replace: 'await store.deleteLease(uow, owner);',
    noticedBy: unit(
      'packages/creations/src/references/transient-references.test.ts',
      'when it has been sent on, then nothing of it is left',
    ),
  },
  {
    control: 'transient-reference',
    breaks: 'what a camera wrote goes to the vendor',
    file: 'packages/image-sharp/src/sharp-image-work.ts',
    find: 'read(bytes).autoOrient()',
    replace: 'read(bytes).keepMetadata().autoOrient()',
    noticedBy: unit('packages/image-sharp/src/sharp-image-work.test.ts', 'cleans a reference: upright, at most 2048 px, without metadata'),
  },
  {
    control: 'age-gate',
    breaks: 'somebody who did not say their age makes pictures',
    file: 'apps/core-api/src/creations/creations-controller.ts',
    find: 'if (account.ageBand === null)',
    replace: 'if (account.ageBand === undefined)',
    noticedBy: atTheDoor('lets nobody make or buy anything who has not said how old they are'),
  },
];

const ofSealing: readonly Mutation[] = [
  {
    control: 'encryption-per-subject',
    breaks: 'what is sealed can be read as it lies there',
    file: 'packages/keyring/src/sealed-segments.ts',
    find: 'return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);',
    replace: 'return Buffer.concat([plain, Buffer.alloc(16)]);',
    noticedBy: integration(keyring, 'opens what it sealed, in another process too, and keeps nothing readable'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'a sealed value opens in another row',
    file: 'packages/keyring/src/sealed-segments.ts',
    find: 'JSON.stringify([place.table, place.column, place.rowId])',
    replace: 'JSON.stringify([place.table, place.column])',
    noticedBy: integration(keyring, 'does not open a value that was moved to another row, column or person'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'prompts are stored as they were written',
    file: 'packages/creations/src/lifecycle/content.ts',
    find: 'prompt: prompt === null ? null : await seal.seal(subjectId, sealPlaces.prompt(creationId), bytesOf(prompt)),',
    replace: 'prompt: prompt === null ? null : bytesOf(prompt),',
    noticedBy: integration(creationStore, 'takes a creation from request to picture and captures its price'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'an erased person gets a new key',
    file: 'packages/keyring/src/postgres-key-store.ts',
    find: 'WITH marked AS (INSERT INTO destroyed_keys (subject_id, destroyed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING),',
    replace: 'WITH marked AS (SELECT $2::timestamptz),',
    noticedBy: integration(keyring, 'after destruction nothing opens, and no new key can be made'),
  },
  {
    control: 'word-index',
    breaks: 'equal words of two people are alike in the index',
    file: 'packages/keyring/src/keyring.ts',
    find: "hkdfSync('sha256', key, Buffer.alloc(0), 'keepword word index', 32)",
    replace: "hkdfSync('sha256', Buffer.alloc(32), Buffer.alloc(0), 'keepword word index', 32)",
    noticedBy: integration(keyring, 'gives equal tags for equal words of one person and different ones for another'),
  },
];

const ofSigningIn: readonly Mutation[] = [
  {
    control: 'identity-fields-of-the-profile',
    breaks: 'more of what a provider says is kept than the profile lists',
    file: 'packages/accounts/src/sign-in.ts',
    find: 'return profile.identity.fieldsStored.some((field) => claimNames[claim].some((name) => name === field));',
    replace: 'return profile.identity.fieldsStored.length > 0 || claim in claimNames;',
    noticedBy: unit('packages/accounts/src/sign-in.test.ts', 'given fluxgen, then just the claims that it lists are kept'),
  },
  {
    control: 'identity-fields-of-the-profile',
    breaks: 'Google’s token is handed on with the claims',
    file: 'packages/identity-first-party/src/google-sign-in.ts',
    find: 'return this.#claims(tokens.claims());',
    replace: 'return { ...this.#claims(tokens.claims()), accessToken: tokens.access_token } as IdentityClaims;',
    noticedBy: integration(
      'infra/local/src/vendors/google/identity-first-party.int.test.ts',
      'gives the claims of the id token and nothing else',
    ),
  },
  {
    control: 'identity-fields-of-the-profile',
    breaks: 'an address that nobody verified leads to an account',
    file: 'packages/accounts/src/sign-in.ts',
    find: "if (!claims.emailVerified) return refuse('email-not-verified');",
    replace: '',
    noticedBy: unit('packages/accounts/src/sign-in.test.ts', 'given an address that nobody verified, then it is refused'),
  },
  {
    control: 'collection-filter',
    breaks: 'the network address of a session is kept where the profile lists none',
    file: 'apps/core-api/src/sessions/visit.ts',
    find: 'storesIp(profile) ? request.ip : null',
    replace: 'request.ip',
    noticedBy: atTheDoor('remembers neither network address nor device of a session'),
  },
  {
    control: 'collection-filter',
    breaks: 'fields that no contract lists reach the handler',
    file: 'packages/service-kit/src/http/route.ts',
    find: 'if (parsed.success) return parsed.data;',
    replace: 'if (parsed.success) return value;',
    noticedBy: unit(
      'packages/service-kit/src/boot/serve.test.ts',
      'given fields that the contract does not list, then they never reach the handler',
    ),
  },
  {
    control: 'collection-filter',
    breaks: 'what a profile never stores is collected all the same',
    file: 'packages/policy/src/queries/collection.ts',
    find: '.filter(({ category }) => !neverStores(profile, category));',
    replace: ';',
    noticedBy: unit('packages/policy/src/queries/queries.test.ts', 'given any profile, then what it never stores is not collected'),
  },
  {
    control: 'sign-in-methods-of-the-profile',
    breaks: 'first-party sign-in starts with a method that it has not',
    file: 'packages/identity-first-party/src/first-party-identity.ts',
    find: 'if (impossible) throw new Error(`first-party sign-in has no ${impossible}`);',
    replace: '',
    noticedBy: integration(
      'infra/local/src/vendors/google/identity-first-party.int.test.ts',
      'does not start with a method that cannot work',
    ),
  },
  {
    control: 'sessions',
    breaks: 'signing out leaves the session open',
    file: 'packages/accounts/src/session-rules.ts',
    find: 'return session.endedAt === null && at < session.expiresAt',
    replace: 'return at < session.expiresAt',
    noticedBy: unit('packages/accounts/src/session-rules.test.ts', 'given one that was ended, then it is over at once'),
  },
  {
    control: 'sessions',
    breaks: 'a token of an ended session still opens everything',
    file: 'apps/core-api/src/sessions/session-gate.ts',
    find: 'if (!session || !isOpen(session, at)) return null;',
    replace: 'if (!session) return null;',
    noticedBy: atTheDoor('knows a session no more after its end'),
  },
  {
    control: 'forgery-defence',
    breaks: 'any form token fits',
    file: 'apps/web/app/platform/csrf.server.ts',
    find: "if (typeof token !== 'string') return false;",
    replace: 'if (token !== null) return true;',
    noticedBy: unit('apps/web/app/platform/csrf.test.ts', 'does not fit when it is'),
  },
  {
    control: 'forgery-defence',
    breaks: 'a form from any page is taken',
    file: 'apps/web/app/platform/csrf.server.ts',
    find: 'if (sentFrom !== null) return sentFrom === origin;',
    replace: 'if (sentFrom !== null) return true;',
    noticedBy: unit('apps/web/app/platform/csrf.test.ts', 'where a form comes from'),
  },
];

const ofMoney: readonly Mutation[] = [
  {
    control: 'credit-ledger',
    breaks: 'more is held than there is',
    file: 'packages/credits/src/hold-credits.ts',
    find: 'if (swept.state.available < amount)',
    replace: 'if (swept.state.available < 0)',
    noticedBy: unit('packages/credits/src/testing/memory-credit-store.test.ts', 'refuses more than is there, and says how much that is'),
  },
  {
    control: 'credit-ledger',
    breaks: 'the books themselves let a balance fall below zero',
    file: 'packages/database/src/credits/credits-schema.ts',
    find: 'CONSTRAINT credit_accounts_overdraft CHECK (least(sequence, available, held, owed) >= 0)',
    replace: 'CONSTRAINT credit_accounts_overdraft CHECK (true)',
    noticedBy: integration(creditStore, 'an overdraft, even to the owner'),
  },
  {
    control: 'hosted-checkout',
    breaks: 'Stripe is told the address under a profile that forbids it',
    file: 'apps/core-api/src/billing/billing-controller.ts',
    find: 'customerEmail: mayHaveEmail ? account.email : null',
    replace: 'customerEmail: account.email',
    noticedBy: atTheDoor('tells the payment processor no address'),
  },
  {
    control: 'webhook-signatures',
    breaks: 'a forged report of Stripe grants credits',
    file: 'packages/payments-stripe/src/stripe-payments.ts',
    find: "if (!this.#isSigned(body, header, 0, receivedAt)) return { refused: 'bad-signature' };\n    if (!this.#isSigned(body, header, signatureAgeSecondsMax, receivedAt)) return { refused: 'stale' };",
    replace: '',
    noticedBy: unit(
      'infra/local/src/vendors/stripe/stripe-vendor.test.ts',
      'Stripe: a webhook is refused when it is forged, tampered with or not signed at all',
    ),
  },
  {
    control: 'webhook-signatures',
    breaks: 'an old report of Stripe is taken again',
    file: 'packages/payments-stripe/src/stripe-payments.ts',
    find: "if (!this.#isSigned(body, header, signatureAgeSecondsMax, receivedAt)) return { refused: 'stale' };",
    replace: '',
    noticedBy: unit('infra/local/src/vendors/stripe/stripe-vendor.test.ts', 'takes a webhook of 300 seconds and none that is older'),
  },
  {
    control: 'webhook-signatures',
    breaks: 'a forged report of Creem grants credits',
    file: 'packages/payments-creem/src/creem-payments.ts',
    find: "if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refused: 'bad-signature' };",
    replace: '',
    noticedBy: unit(
      'infra/local/src/vendors/creem/creem-vendor.test.ts',
      'Creem: a webhook is refused when it is forged, tampered with or not signed at all',
    ),
  },
  {
    control: 'webhook-signatures',
    breaks: 'a forged report of Replicate ends a creation',
    file: 'packages/model-provider-replicate/src/replicate-webhook.ts',
    find: "if (!genuine) return { refused: 'bad-signature' };",
    replace: '',
    noticedBy: unit('infra/local/src/vendors/replicate/replicate-vendor.test.ts', 'Replicate webhooks'),
  },
  {
    control: 'webhook-signatures',
    breaks: 'a forged report of fal ends a creation',
    file: 'packages/model-provider-fal/src/fal-webhook.ts',
    find: 'if (fits(await keys.current())) return { eventId: requestId };',
    replace: 'if (await keys.current()) return { eventId: requestId };',
    noticedBy: unit('infra/local/src/vendors/fal/fal-vendor.test.ts', 'fal webhooks'),
  },
];

const ofTheHouse: readonly Mutation[] = [
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

/** A promise that somebody could break unnoticed is not kept. Every named control has at least one here. */
export const mutations: readonly Mutation[] = [...ofTheDatabase, ...ofCreations, ...ofSealing, ...ofSigningIn, ...ofMoney, ...ofTheHouse];
