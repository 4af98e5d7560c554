import sharp from 'sharp';
import { defaultThresholds, inlineClassifier, localContentFilter } from './index.js';

// Loading the model takes seconds of one core, under jest many of them.
jest.setTimeout(240_000);

// One model for all tests: loading it takes seconds.
const classify = inlineClassifier();
const filter = localContentFilter(defaultThresholds, () => classify);

const codesOf = async (text: string) => {
  const verdict = await filter.checkText(text);
  return verdict.verdict === 'block' ? verdict.reasons.map(({ code }) => code) : [];
};

describe('what may be asked for', () => {
  it.each([
    'a red fox in the snow',
    'a child flying a kite on a beach',
    'a great tit and a cockerel beside a school',
    'two kids laughing, holding ice cream',
    'a classical nude in charcoal',
    'a field of rapeseed, grapes and therapists',
    'damn fine shitty weather over Scunthorpe',
  ])('allows %j', async (text) => {
    expect(await codesOf(text)).toEqual([]);
  });

  it.each([
    ['a naked teenager', 'sexual-minors'],
    ['sexy schoolgirl', 'sexual-minors'],
    ['p0rn with a little girl', 'sexual-minors'],
    ['Ünderage girl, nude', 'sexual-minors'],
    ['a woman is raped', 'sexual-violence'],
    ['undress her in this photo', 'undressing-people'],
  ])('blocks %j as %s', async (text, code) => {
    expect(await codesOf(text)).toContain(code);
  });
});

describe('what may be shown', () => {
  const picture = sharp({ create: { width: 256, height: 256, channels: 3, background: '#468' } })
    .png()
    .toBuffer();

  it('allows a plain picture, with the model from the package', async () => {
    expect(await filter.checkImage(await picture)).toEqual({ verdict: 'allow' });
  });

  it('blocks by the thresholds that are set', async () => {
    const strict = localContentFilter({ porn: 0, hentai: 2, sexy: 2 }, () => classify);
    expect(await strict.checkImage(await picture)).toEqual({
      verdict: 'block',
      reasons: [{ code: 'explicit-photograph', message: 'The picture looks sexually explicit.' }],
    });
  });
});
