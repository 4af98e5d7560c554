import { neighbours } from './neighbours.js';

const listed = [
  { id: 'a', outputs: [{ n: 0 }, { n: 1 }] },
  { id: 'b', outputs: [] },
  { id: 'c', outputs: [{ n: 0 }] },
];

describe('turning pages in the lightbox', () => {
  it('goes through all outputs, then on to the next creation', () => {
    expect(neighbours(listed, { id: 'a', n: 0 })).toEqual({ previous: null, next: { id: 'a', n: 1 } });
    expect(neighbours(listed, { id: 'a', n: 1 })).toEqual({ previous: { id: 'a', n: 0 }, next: { id: 'b', n: 0 } });
    expect(neighbours(listed, { id: 'c', n: 0 })).toEqual({ previous: { id: 'b', n: 0 }, next: null });
  });

  it('has no neighbours for one that is not listed', () => {
    expect(neighbours(listed, { id: 'x', n: 0 })).toEqual({ previous: null, next: null });
  });
});
