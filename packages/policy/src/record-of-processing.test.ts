import { profile } from './profile.js';
import { profileIds } from './profile-id.js';
import { collectionOf } from './queries/collection.js';
import { recordOfProcessing, recordOfProcessingRows } from './record-of-processing.js';
import { dataCategories, type DataCategory } from './vocabulary.js';

const places = new Map<DataCategory, readonly string[]>([
  ['account.identity', ['accounts']],
  ['privacy.case', ['privacy_cases']],
]);
const recordOf = (id: (typeof profileIds)[number]) => recordOfProcessing(profile(id), 'privacy@example.org', places);

describe.each(profileIds)('the record of processing under %s', (id) => {
  it('names every personal category that the profile collects, for a purpose or besides', () => {
    const { activities, besides } = recordOf(id);
    const named = new Set([...activities.flatMap(({ categories }) => categories), ...besides].map((category) => category.id));
    const collected = collectionOf(profile(id)).map(({ category }) => category);
    expect(collected.filter((category) => dataCategories[category].personal && !named.has(category))).toEqual([]);
    expect(named.has('privacy.case')).toBe(true);
  });

  it('has a purpose, a basis, an origin and a time for each, and names no figure that is of nobody', () => {
    const { activities, besides } = recordOf(id);
    for (const { purpose, lawfulBasis, origin, categories } of activities) {
      expect([purpose, lawfulBasis, origin].every((words) => words.length > 2)).toBe(true);
      for (const { id: category, kept, subjects } of categories) {
        expect([category, kept !== null, subjects.length > 0]).toEqual([category, true, true]);
        expect(dataCategories[category].personal).toBe(true);
      }
    }
    for (const { id: category } of besides) expect(dataCategories[category].personal).toBe(true);
  });

  it('marks whom the platform is bound to, and says what protects the data', () => {
    const { recipients, security, controller } = recordOf(id);
    expect(recipients.some(({ isInUse }) => isInUse)).toBe(true);
    expect(security.length).toBeGreaterThan(0);
    expect(controller.contact).toBe('privacy@example.org');
  });

  it('becomes rows of one width, a heading first', () => {
    const rows = recordOfProcessingRows(recordOf(id));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([8]));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.some((row) => row.includes('accounts'))).toBe(true);
  });
});
