import { disclosedCategories as toResend } from '../../packages/email-resend/src/index.js';
import { disclosedCategories as toCog } from '../../packages/model-provider-cog/src/index.js';
import { disclosedCategories as toFal } from '../../packages/model-provider-fal/src/index.js';
import { disclosedCategories as toReplicate } from '../../packages/model-provider-replicate/src/index.js';
import { disclosedCategories as toCreem } from '../../packages/payments-creem/src/index.js';
import { disclosedCategories as toStripe } from '../../packages/payments-stripe/src/index.js';
import {
  boundRecipientIds,
  isDataCategory,
  profile,
  profileIds,
  recipientMayReceive,
  type DataCategory,
  type ProfileId,
} from '../../packages/policy/src/index.js';

type Payload = Readonly<Record<string, DataCategory>>;

interface Disclosure {
  readonly recipient: string;
  readonly field: string;
  readonly category: DataCategory;
}

/** Every field that a profile's bound adapters can send. Our own mail server is nobody else's, so it is no recipient. */
function disclosuresOf(id: ProfileId): Disclosure[] {
  const { models, payments, mail } = profile(id).bindings;
  const payloads: (readonly [recipient: string, payload: Payload])[] = [
    { replicate: ['replicate', toReplicate] as const, fal: ['fal', toFal] as const, cog: ['aws', toCog] as const }[models],
    ...payments.map((vendor) => [vendor, { stripe: toStripe, creem: toCreem }[vendor]] as const),
    ...(mail === 'resend' ? [['resend', toResend] as const] : []),
  ];
  return payloads.flatMap(([recipient, payload]) => Object.entries(payload).map(([field, category]) => ({ recipient, field, category })));
}

const forbiddenUnder = (id: ProfileId) =>
  disclosuresOf(id).filter(({ recipient, category }) => !recipientMayReceive(profile(id), recipient, category));

const name = ({ recipient, field }: Disclosure) => `${recipient}: ${field}`;

describe('what leaves for a vendor', () => {
  it.each(profileIds)('given %s, then each adapter’s recipient is one that the profile names and binds', (id) => {
    const unbound = disclosuresOf(id).filter(({ recipient }) => !boundRecipientIds(profile(id)).includes(recipient));
    expect(unbound.map(name)).toEqual([]);
  });

  it.each(profileIds)('given %s, then every field carries a category of the vocabulary', (id) => {
    expect(
      disclosuresOf(id)
        .filter(({ category }) => !isDataCategory(category))
        .map(name),
    ).toEqual([]);
  });

  // The fields that an adapter has but not every profile lets out. Each is left empty by the profile's own rule, see below.
  it.each<[ProfileId, readonly string[]]>([
    ['fluxvision', []],
    ['fluxkontextpro', ['fal: image_url']],
    ['fluxchat', []],
    ['fluxgen', ['stripe: customer_email', 'stripe: email']],
    ['fluxkrea', []],
  ])('given %s, then its recipients may receive every field but %j', (id, withheld) => {
    expect(forbiddenUnder(id).map(name)).toEqual(withheld);
  });

  it('given a profile whose model vendor may not receive uploads, then it accepts none', () => {
    const keepsUploads = profileIds.filter((id) => forbiddenUnder(id).some(({ category }) => category === 'generation.input-upload'));
    expect(keepsUploads.map((id) => profile(id).bindings.acceptsReference)).toEqual(['none']);
  });

  it('given a profile whose processor may not receive an address, then that is the only thing kept from a processor', () => {
    const { payments } = profile('fluxgen').bindings;
    const kept = forbiddenUnder('fluxgen').filter(({ recipient }) => payments.some((vendor) => vendor === recipient));
    expect([...new Set(kept.map(({ category }) => category))]).toEqual(['account.identity']);
  });
});
