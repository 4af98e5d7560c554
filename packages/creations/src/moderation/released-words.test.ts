import { createHmac } from 'node:crypto';
import type { ContentSeal } from '../ports/content-seal.js';
import { isReleased, moderatedTextTag } from './released-words.js';

const seal: Pick<ContentSeal, 'wordTags'> = {
  wordTags: (subjectId, words) =>
    Promise.resolve(words.map((word) => new Uint8Array(createHmac('sha256', subjectId).update(word).digest().subarray(0, 8)))),
};
const tag = async (subjectId: string, text: string) =>
  Buffer.from(await moderatedTextTag(seal as ContentSeal, subjectId, text)).toString('hex');

describe('what a moderator released', () => {
  it('passes for what the filter objected to then, and for nothing else', () => {
    expect(isReleased(['a'], ['a', 'b'])).toBe(true);
    expect(isReleased(['a', 'c'], ['a', 'b'])).toBe(false);
    expect(isReleased(['a'], [])).toBe(false);
    expect(isReleased([], ['a'])).toBe(false);
  });

  it('is known again by the very words of the very person', async () => {
    const first = await tag('ada', 'a child and a naked flame');
    expect(await tag('ada', '  a child and a naked flame ')).toBe(first);
    expect(await tag('ada', 'a child and a naked flames')).not.toBe(first);
    expect(await tag('bea', 'a child and a naked flame')).not.toBe(first);
  });

  it('shares no tag with the search index', async () => {
    const [word] = await seal.wordTags('ada', ['flame']);
    expect(await tag('ada', 'flame')).not.toBe(Buffer.from(word ?? []).toString('hex'));
  });
});
