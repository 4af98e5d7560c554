import { assert, constantFrom, property } from 'fast-check';
import { profile } from '../profile.js';
import { profileIds, type ProfileId } from '../profile-id.js';
import { profileSchema } from '../profile-schema.js';
import { categoryMatches, dataCategoryIds, type DataCategory } from '../vocabulary.js';
import { collectionOf, collects, keyedSubjectHash, neverStores, storesDevice, storesIp } from './collection.js';
import { minimumAge, offersFeature, offersModality } from './offers.js';
import { boundRecipientIds, recipientMayReceive, recipients, unnamedRecipients } from './recipients.js';
import { backupRetention, purgeWithin, retentionOf } from './retention.js';

const anyProfile = constantFrom(...profileIds).map((id) => profile(id));
const anyCategory = constantFrom(...dataCategoryIds);

describe('what may be collected', () => {
  it.each<[ProfileId, boolean]>([
    ['fluxvision', true],
    ['fluxkontextpro', true],
    ['fluxchat', true],
    ['fluxgen', false],
    ['fluxkrea', true],
  ])('given %s, then storing IP addresses and devices is %s', (id, expected) => {
    expect([storesIp(profile(id)), storesDevice(profile(id))]).toEqual([expected, expected]);
  });

  it('given any profile, then what it never stores is not collected', () => {
    assert(property(anyProfile, anyCategory, (value, category) => !(neverStores(value, category) && collects(value, category))));
  });

  it('given a list that contradicts what is never stored, then never wins', () => {
    const fluxkrea = profile('fluxkrea');
    expect(collects(fluxkrea, 'technical.ip')).toBe(true);
    expect(collects({ ...fluxkrea, neverStored: ['technical.ip'] }, 'technical.ip')).toBe(false);
  });

  it('given fluxgen, then of Google three values and a keyed hash are kept, and no more', () => {
    const fluxgen = profile('fluxgen');
    expect(collects(fluxgen, 'account.identity', 'email')).toBe(true);
    expect(collects(fluxgen, 'account.identity', 'name')).toBe(false);
    expect(collects(fluxgen, 'account.profile', 'pictureUrl')).toBe(true);
    expect(collects(fluxgen, 'account.credentials', 'keyedSubjectHash')).toBe(true);
    expect(collects(fluxgen, 'account.credentials', 'signInLink')).toBe(false);
    expect(profileIds.filter((id) => keyedSubjectHash(profile(id)))).toEqual(['fluxgen']);
  });

  it('given a document that lists only some settings of a creation, then the others are ours and marked so', () => {
    const settings = collectionOf(profile('fluxgen')).filter(({ category }) => category === 'generation.parameters');
    expect(settings.map(({ fields, origin }) => [fields, origin])).toEqual([
      [['model', 'qualityTier'], 'stated'],
      [['size', 'seed', 'count'], 'default'],
    ]);
    expect(collects(profile('fluxgen'), 'generation.parameters', 'seed')).toBe(true);
  });

  it('given events for analytics, then each profile that lists them asks first', () => {
    for (const id of profileIds) {
      const events = collectionOf(profile(id)).find(({ category }) => category === 'usage.events');
      expect([id, events?.requiresConsent]).toEqual([
        id,
        {
          fluxvision: 'analytics-cookies',
          fluxkontextpro: 'usage-analytics',
          fluxchat: 'analytics-cookies',
          fluxgen: undefined,
          fluxkrea: 'statistical-cookies',
        }[id],
      ]);
    }
  });

  it('given a record that no document lists, then it says why it is needed and is marked as our default', () => {
    for (const { necessaryBecause, origin } of collectionOf(profile('fluxkrea')).filter((entry) => entry.necessaryBecause !== undefined)) {
      expect([necessaryBecause === '', origin]).toEqual([false, 'default']);
    }
  });

  it.each<[ProfileId, boolean]>([
    ['fluxvision', false],
    ['fluxkontextpro', false],
    ['fluxchat', true],
    ['fluxgen', false],
    ['fluxkrea', true],
  ])('given %s, then a stored upload is collected only where the binding stores it', (id, stored) => {
    expect(collects(profile(id), 'generation.input-upload')).toBe(stored);
    expect(profile(id).bindings.acceptsReference === 'stored').toBe(stored);
  });
});

describe('how long it is kept', () => {
  it('given any profile and any category it collects, then there is a rule', () => {
    assert(
      property(anyProfile, anyCategory, (value, category) => !collects(value, category) || retentionOf(value, category) !== null),
      { numRuns: 1000 },
    );
  });

  it.each<[ProfileId, DataCategory, object]>([
    [
      'fluxkrea',
      'generation.output',
      { rule: 'timed', min: 'PT24H', after: 'PT48H', trigger: 'created', origin: 'stated', exceptions: [] },
    ],
    ['fluxkrea', 'generation.history', { rule: 'timed', after: 'P12M', trigger: 'created', origin: 'stated' }],
    ['fluxvision', 'generation.output', { rule: 'timed', after: 'P90D', exceptions: ['saved-to-project'] }],
    ['fluxvision', 'generation.parameters', { rule: 'timed', after: 'P90D', exceptions: ['saved-to-project'], origin: 'default' }],
    ['fluxkontextpro', 'account.identity', { rule: 'timed', after: 'P2Y', trigger: 'last-activity', warnings: ['P30D', 'P7D'] }],
    ['fluxkontextpro', 'generation.input-upload', { rule: 'never-stored', origin: 'stated' }],
    ['fluxchat', 'generation.input-upload', { rule: 'timed', after: 'P30D' }],
    ['fluxchat', 'generation.output', { rule: 'until-user-deletes' }],
    ['fluxgen', 'generation.input-upload', { rule: 'never-stored', transientMax: 'PT15M' }],
    ['fluxgen', 'technical.ip', { rule: 'never-stored' }],
    ['fluxgen', 'billing.payment', { rule: 'legal', after: 'P7Y', afterOrigin: 'default', onErasure: 'pseudonymise', origin: 'stated' }],
    ['fluxgen', 'account.credit-balance', { rule: 'until-account-deleted', afterwards: { after: 'P30D', from: 'case-received' } }],
  ])('given %s, when asked about %s, then the rule is %j', (id, category, expected) => {
    expect(retentionOf(profile(id), category)).toMatchObject({ category, ...expected });
  });

  it('given a category that a profile does not know, then there is no rule', () => {
    expect(retentionOf(profile('fluxkrea'), 'chat.transcript')).toBeNull();
  });

  it('given a deletion, then the service is rid of it within a minute, and backups within their period', () => {
    for (const id of profileIds) expect(purgeWithin(profile(id), 'generation.output')).toBe('PT60S');
    expect(backupRetention(profile('fluxkrea')).map(({ scope, after }) => [scope, after])).toEqual([
      ['object-store', 'PT48H'],
      ['database', 'P30D'],
    ]);
  });
});

describe('who receives it', () => {
  it.each(profileIds)('given %s, then every vendor it is bound to is a named recipient', (id) => {
    const ids = recipients(profile(id)).map((recipient) => recipient.id);
    expect(ids).toEqual(expect.arrayContaining([...boundRecipientIds(profile(id))]));
  });

  it('given a profile without a vendor that is bound, then the missing recipient shows', () => {
    const value = profileSchema.parse(structuredClone(profile('fluxkrea')));
    value.subProcessors = value.subProcessors.filter(({ id }) => id !== 'resend');
    const ids = recipients(value).map(({ id }) => id);
    expect(boundRecipientIds(value).filter((id) => !ids.includes(id))).toEqual(['resend']);
  });

  it.each<[ProfileId, string, DataCategory, boolean]>([
    ['fluxgen', 'replicate', 'generation.prompt', true],
    ['fluxgen', 'replicate', 'account.identity', false],
    ['fluxgen', 'stripe', 'account.identity', false],
    ['fluxgen', 'resend', 'account.identity', false],
    ['fluxgen', 'cloudflare-r2', 'generation.input-upload', false],
    ['fluxkontextpro', 'fal', 'generation.prompt', true],
    ['fluxkontextpro', 'fal', 'generation.input-upload', false],
    ['fluxkontextpro', 'supabase', 'account.profile', true],
    ['fluxkrea', 'stripe', 'account.identity', true],
    ['fluxvision', 'aws', 'generation.prompt', true],
    ['fluxvision', 'resend', 'generation.prompt', false],
    ['fluxchat', 'replicate', 'chat.transcript', true],
    ['fluxchat', 'model-providers', 'generation.prompt', false],
  ])('given %s, when %s would get %s, then the answer is %s', (id, recipient, category, allowed) => {
    expect(recipientMayReceive(profile(id), recipient, category)).toBe(allowed);
  });

  it('given the unnamed recipients of fluxchat, then those without a name get nothing', () => {
    expect(unnamedRecipients(profile('fluxchat')).map(({ id }) => id)).toEqual(['operations-partners']);
  });

  it('given a name for a family, then it covers its members only', () => {
    expect(categoryMatches('account.*', 'account.profile')).toBe(true);
    expect(categoryMatches('account.*', 'aggregate')).toBe(false);
    expect(categoryMatches('*', 'aggregate')).toBe(true);
  });
});

describe('what is offered, and to whom', () => {
  it.each<[ProfileId, object]>([
    ['fluxvision', { minimumAge: 16, guardianFlow: false }],
    ['fluxkontextpro', { minimumAge: 16, guardianFlow: false }],
    ['fluxchat', { minimumAge: 13, adultAge: 18, guardianFlow: true }],
    ['fluxgen', { minimumAge: 13, guardianFlow: false }],
    ['fluxkrea', { minimumAge: 13, guardianFlow: false }],
  ])('given %s, then the ages are %j', (id, expected) => {
    expect(minimumAge(profile(id))).toEqual(expected);
  });

  it('given a feature or a modality, then only the profiles that list it offer it', () => {
    expect(profileIds.filter((id) => offersFeature(profile(id), 'journal'))).toEqual(['fluxgen']);
    expect(profileIds.filter((id) => offersModality(profile(id), 'music'))).toEqual(['fluxchat']);
    expect(profileIds.filter((id) => offersModality(profile(id), 'image'))).toEqual([...profileIds]);
  });
});
