import { withAnswer, withPage, type HistoryPage } from './pages.js';

const page = (cursor: string, nextCursor: string | null): HistoryPage => ({ creations: [], cursor, nextCursor });

describe('the pages of a history', () => {
  it('follow each other, and a page that is read again takes its own place', () => {
    const two = withPage(withPage([], page('a', 'b')), page('b', 'c'));
    expect(two.map(({ cursor }) => cursor)).toEqual(['a', 'b']);
    expect(withPage(two, page('a', 'x')).map(({ nextCursor }) => nextCursor)).toEqual(['x', 'c']);
  });

  it('leave out what was deleted until it is brought back', () => {
    const gone = withAnswer(withAnswer(new Set(), { deleted: ['1', '2'] }), { deleted: ['3'] });
    expect([...gone]).toEqual(['1', '2', '3']);
    expect([...withAnswer(gone, { restored: ['3'] })]).toEqual(['1', '2']);
    expect([...withAnswer(gone, { refused: {} })]).toEqual(['1', '2', '3']);
  });
});
