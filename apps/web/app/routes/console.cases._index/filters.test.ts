import { addressOf, filtersOf, keptFilters } from './filters.js';
import { views } from './views.js';

describe('the filters of the case list', () => {
  it('are what the address says', () => {
    expect(filtersOf(new URLSearchParams('state=open,waiting&due=day&assignee=me&class='))).toEqual({
      limit: 50,
      state: 'open,waiting',
      due: 'day',
      assignee: 'me',
    });
  });

  it('leave out what nobody knows', () => {
    expect(filtersOf(new URLSearchParams('state=sleeping&due=day&assignee=somebody&subject=7&more=1'))).toEqual({ limit: 50, due: 'day' });
  });

  it('can be kept and opened again, without what is for once', () => {
    const search = new URLSearchParams('state=open,waiting&due=day&dueOn=2026-11-21&subject=7&cursor=x');
    expect(keptFilters(search)).toEqual({ state: ['open', 'waiting'], due: 'day' });
    expect(addressOf(keptFilters(search) ?? {})).toBe('/console/cases?state=open%2Cwaiting&due=day');
    expect(keptFilters(new URLSearchParams('subject=7'))).toBeNull();
  });

  it.each(views.map(({ words, query }) => [words, query] as const))('take the view «%s» as it is', (_, query) => {
    expect(filtersOf(new URLSearchParams(query))).toEqual({ limit: 50, ...Object.fromEntries(new URLSearchParams(query)) });
  });
});
