import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { profile } from '../profile.js';
import { profileIds } from '../profile-id.js';
import { profileSchema, type Profile } from '../profile-schema.js';
import { collectionOf } from '../queries/collection.js';
import { dataCategories } from '../vocabulary.js';
import { documentText } from './document.js';
import { policyJson, policyPage, policyText } from './policy-page.js';
import type { Publication } from './publication.js';
import { recipientsPage } from './recipients-page.js';
import { termsPage } from './terms-page.js';

const publication: Publication = {
  version: '1',
  effectiveAt: new Date('2026-11-21T00:00:00Z'),
  privacyMailbox: 'privacy@example.org',
  regions: [
    { store: 'Database', jurisdiction: 'EU' },
    { store: 'Pictures', jurisdiction: 'EU' },
  ],
};

/** The texts are committed so that a change of wording is read in review. `UPDATE_TEXTS=1` rewrites them. */
function expectCommittedText(name: string, text: string): void {
  const file = join(__dirname, '__snapshots__', `${name}.txt`);
  if (process.env.UPDATE_TEXTS === '1') writeFileSync(file, text);
  expect(existsSync(file)).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

function textOf(value: Profile): string {
  return policyText(policyPage(value, publication));
}

type Draft = z.output<typeof profileSchema>;

function changed(value: Profile, change: (draft: Draft) => void): Profile {
  const draft = profileSchema.parse(structuredClone(value));
  change(draft);
  return profileSchema.parse(draft);
}

describe('the policy page', () => {
  it.each(profileIds)('given %s, then its text is the committed one', (id) => {
    expectCommittedText(id, textOf(profile(id)));
  });

  it.each(profileIds)('given %s, then every collected category is in the retention table', (id) => {
    const section = policyPage(profile(id), publication).sections.find((candidate) => candidate.id === 'retention');
    const rows = section?.blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map(([what]) => what) : [])) ?? [];
    for (const { category } of collectionOf(profile(id))) expect(rows).toContain(dataCategories[category].label);
  });

  it('given another retention period, then text and digest change', () => {
    const before = profile('fluxkrea');
    const after = changed(before, (copy) => {
      for (const rule of copy.retention) if (rule.category === 'generation.output') rule.after = 'PT36H';
    });
    const [old, fresh] = [policyPage(before, publication), policyPage(after, publication)];
    expect(documentText(fresh)).not.toBe(documentText(old));
    expect(documentText(fresh)).toContain('at most 36 hours');
    expect(fresh.digest).not.toBe(old.digest);
  });

  it('given any single rule removed, then the digest changes', () => {
    const original = profile('fluxchat');
    const digest = policyPage(original, publication).digest;
    for (const part of [
      'collection',
      'purposes',
      'consents',
      'subProcessors',
      'rights',
      'slas',
      'notices',
      'security',
      'retention',
    ] as const) {
      const fewer = changed(original, (copy) => void copy[part].pop());
      expect([part, policyPage(fewer, publication).digest === digest]).toEqual([part, false]);
    }
  });

  it('given only another look, then the digest stays', () => {
    const original = profile('fluxgen');
    const repainted = changed(original, (copy) => {
      copy.brand.accentLight = '#123456';
    });
    expect(policyPage(repainted, publication).digest).toBe(policyPage(original, publication).digest);
  });

  it('given a hidden mailbox, then nothing is published', () => {
    expect(() => policyPage(profile('fluxgen'), { ...publication, privacyMailbox: 'PROFILE_CONTACT_REQUIRED' })).toThrow(RangeError);
    expect(textOf(profile('fluxgen'))).not.toContain('PROFILE_CONTACT_REQUIRED');
  });

  it('given a channel that is not open yet, then the page offers another and says so', () => {
    const page = policyPage(profile('fluxvision'), { ...publication, openChannels: ['email'] });
    expect(documentText(page)).toContain('How: mail to privacy@example.org; not open yet: Settings → Privacy');
  });

  it('given no recorded place, then the page says that', () => {
    expect(documentText(policyPage(profile('fluxkrea'), { ...publication, regions: [] }))).toContain('No place has been recorded');
  });

  it('given fluxkontextpro, then the bare phrase end-to-end is never claimed', () => {
    expect(textOf(profile('fluxkontextpro'))).not.toMatch(/end-to-end/i);
  });

  it('given fluxchat, then recipients have real names', () => {
    const text = documentText(recipientsPage(profile('fluxchat')));
    for (const name of ['Replicate', 'Supabase', 'Cloudflare R2', 'Stripe', 'Resend']) expect(text).toContain(name);
  });

  it('given a page, then its JSON holds text, digest and rules, and survives a round trip', () => {
    const page = policyPage(profile('fluxkrea'), publication);
    const json = policyJson(profile('fluxkrea'), page);
    expect(json.rules.retention).toEqual(profile('fluxkrea').retention);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe('the other legal pages', () => {
  it.each(profileIds)('given %s, then terms and recipients are the committed texts', (id) => {
    expectCommittedText(`${id}-terms`, documentText(termsPage(profile(id))));
    expectCommittedText(`${id}-recipients`, documentText(recipientsPage(profile(id))));
  });
});
