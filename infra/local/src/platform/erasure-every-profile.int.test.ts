import { randomUUID } from 'node:crypto';
import { keySetSchema, verifyCertificate } from '@keepword/data-rights';
import type { ProfileId } from '@keepword/policy';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import { mailsIn } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import type { Person } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(300_000);

/** fluxchat has a suite of its own, with everything that can go wrong. */
const profiles: readonly (readonly [ProfileId, Readonly<Record<string, string>>])[] = [
  ['fluxvision', { stripe: 'erased', resend: 'not-supported', aws: 'nothing-held' }],
  ['fluxkontextpro', { stripe: 'erased', creem: 'not-supported', supabase: 'erased', fal: 'erased' }],
  ['fluxgen', { google: 'not-supported' }],
  ['fluxkrea', { stripe: 'erased', resend: 'not-supported', supabase: 'erased', replicate: 'erased' }],
];

/** The person's own mailbox, what the mail vendor and Creem keep of their own, and where Google and GitHub knew the person before us. */
const beyond = /^vendors: (inbox|resend|creem|google|github)\//;

describe.each(profiles)('closing an account under %s', (profileId, recipients) => {
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform(profileId, {}, { withPrivacyService: true });
  });
  afterAll(() => stack?.stop());

  const buys = async (person: Person, provider: string) => {
    const { body } = await person.call<{ url: string }>(
      'POST',
      '/v1/billing/checkouts',
      { offerId: 'pack-500', provider },
      { 'idempotency-key': randomUUID() },
    );
    await submit(body.url, { ...payerForm, email: person.email, name: person.email });
  };

  it('given a picture and what the profile sells, then everybody who is bound answers, and nothing is left', async () => {
    const word = `lantern${profileId}`;
    const person = await stack.person(word, 100);
    await person.make(`a lantern called ${word}`);
    for (const provider of stack.profile.bindings.payments) await buys(person, provider);
    const bought = 100 + 500 * stack.profile.bindings.payments.length;
    await eventually(async () => (await person.credits()).available > bought - 100, 60_000, 'the credits that were bought');
    const asked = await fetch(`${stack.privacyUrl}/v1/cases`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.accessToken}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ class: 'erasure', scope: { what: 'account' } }),
    });
    expect(asked.status).toBe(202);
    let advancedAt = Date.now();
    await eventually(
      async () => {
        if ((await stack.database.query(`SELECT FROM erasure_runs WHERE state = 'done'`)).rowCount === 1) return true;
        if (Date.now() - advancedAt > 3_000) {
          advancedAt = Date.now();
          await stack.advance(7_200);
        }
        return false;
      },
      120_000,
      'the end of the run',
    );
    const link = await eventually(
      async () => {
        const mails = await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(person.email)}`);
        const texts = mails.filter(({ subject }) => !/recipients have still/.test(subject)).map(({ text }) => text ?? '');
        return texts.map((text) => /\/erasures\/([0-9a-f-]{36})(\?capability=[\w-]+)/.exec(text)).find((match) => match !== null);
      },
      30_000,
      'the mail about the final certificate',
    );
    const file = await fetch(`${stack.privacyUrl}/v1/erasures/${link[1]}/certificate${link[2]}`);
    const keys = keySetSchema.parse(await (await fetch(`${stack.privacyUrl}/v1/proof-keys`)).json());
    const verdict = verifyCertificate(new Uint8Array(await file.arrayBuffer()), keys);
    expect(verdict).toMatchObject({ valid: true, certificate: { profileId, state: 'final', rawCheck: { hits: 0 } } });
    const states = Object.fromEntries((verdict.certificate?.vendors ?? []).map(({ recipient, state }) => [recipient, state]));
    expect(states).toMatchObject(recipients);
    expect((await stack.traces(word)).filter((hit) => !beyond.test(hit))).toEqual([]);
  });
});
