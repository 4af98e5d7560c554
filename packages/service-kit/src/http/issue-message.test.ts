import { z } from 'zod';
import { issueMessage } from './issue-message.js';

const said = (schema: z.ZodType, value: unknown) => {
  const parsed = schema.safeParse(value, { error: issueMessage });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};

describe('a message about bad input', () => {
  it.each([
    [z.number().min(256), 100, 'must be at least 256, found 100'],
    [z.number().max(4), 9, 'must be at most 4, found 9'],
    [z.number().gt(0), 0, 'must be more than 0, found 0'],
    [z.int(), 8.5, 'must be a whole number, found 8.5'],
    [z.number().multipleOf(8), 100, 'must be a multiple of 8, found 100'],
    [z.string(), undefined, 'must be text, found nothing'],
    [z.string(), 7, 'must be text, found 7'],
    [z.string(), null, 'must be text, found null'],
    [z.boolean(), 'yes', 'must be true or false, found other text'],
    [z.object({}), [], 'must be an object, found a list'],
    [z.array(z.int()), {}, 'must be a list, found an object'],
    [z.array(z.int()).max(1), [1, 2], 'must have at most 1 items, found 2'],
    [z.string().max(3), 'my secret', 'must have at most 3 characters, found 9'],
    [z.string().length(3), 'ab', 'must have exactly 3 characters, found 2'],
    [z.enum(['draft', 'fine']), 'finest', 'must be one of draft, fine, found finest'],
    [z.enum(['draft', 'fine']), 'ann@example.org', 'must be one of draft, fine, found other text'],
    [z.literal('image'), 'video', 'must be image, found video'],
    [z.email(), 'my secret', 'must be a mail address, found other text'],
  ])('says what is allowed and what was found (%#)', (schema, value, message) => {
    expect(said(schema, value)).toEqual([message]);
  });

  it('leaves a message that the schema brings', () => {
    expect(said(z.number({ error: 'a port' }), 'x')).toEqual(['a port']);
    expect(said(z.string().regex(/^a$/, 'must be a'), 'b')).toEqual(['must be a']);
  });

  it('leaves to zod what it has no words for', () => {
    expect(said(z.strictObject({}), { a: 1 })).toEqual(['Unrecognized key: "a"']);
  });
});
