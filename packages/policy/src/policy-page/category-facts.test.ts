import { profile } from '../profile.js';
import { profileIds } from '../profile-id.js';
import { collectionOf } from '../queries/collection.js';
import { purposesOf, recipientsOf, retentionWords } from './category-facts.js';

describe.each(profileIds)('what %s says of one category', (id) => {
  it('names a purpose and a time for everything that is collected', () => {
    for (const { category } of collectionOf(profile(id))) {
      expect([category, purposesOf(profile(id), category).length > 0]).toEqual([category, true]);
      expect([category, typeof retentionWords(profile(id), category)]).toEqual([category, 'string']);
    }
  });

  it('names the model’s vendor for prompts', () => {
    const vendor = { replicate: 'replicate', fal: 'fal', cog: 'aws' }[profile(id).bindings.models];
    expect(recipientsOf(profile(id), 'generation.prompt').map((one) => one.id)).toContain(vendor);
  });
});

it('keeps to the purposes that a document ties a category to', () => {
  expect(purposesOf(profile('fluxkontextpro'), 'technical.ip')).toEqual(['Keep the platform and your account secure']);
  expect(purposesOf(profile('fluxkrea'), 'marketing.subscription')).toEqual(['Send promotions, tutorials and product news']);
  expect(retentionWords(profile('fluxkrea'), 'generation.output')).toContain('48 hours');
  expect(retentionWords(profile('fluxgen'), 'chat.transcript')).toBeNull();
});
