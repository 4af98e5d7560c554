import { OpenedOnce } from './opened-once.js';

const subjectId = '01953e2b-7c00-7000-8000-000000000001';
const place = (rowId: string, table = 'creation_requests', column = 'prompt') => ({ table, column, rowId });

/** Opens what was «sealed» by turning each byte over, and counts. */
function counted() {
  const asked: string[] = [];
  return {
    asked,
    async open(_subjectId: string, { table, column, rowId }: ReturnType<typeof place>, sealed: Uint8Array) {
      asked.push(`${table}.${column}/${rowId}`);
      return sealed.map((byte) => byte ^ 0xff);
    },
  };
}

const sealed = (words: string) => Uint8Array.from(Buffer.from(words)).map((byte) => byte ^ 0xff);

describe('values that are opened once', () => {
  it('are the same the second time, byte for byte, and asked for once', async () => {
    const seal = counted();
    const once = new OpenedOnce(seal, 'creation_requests');
    const words = 'ein Leuchtturm, 灯台, 🌊';
    for (const _time of [1, 2]) {
      const plain = await once.open(subjectId, place('a'), sealed(words));
      expect(Buffer.from(plain).toString('utf8')).toBe(words);
    }
    expect(seal.asked).toEqual(['creation_requests.prompt/a']);
  });

  it('are those of one table only, each under its own row, column and subject', async () => {
    const seal = counted();
    const once = new OpenedOnce(seal, 'creation_requests');
    const stranger = '01953e2b-7c00-7000-8000-0000000000ff';
    const askings = [
      [subjectId, place('a')],
      [subjectId, place('b')],
      [subjectId, place('a', 'creation_requests', 'slots')],
      [stranger, place('a')],
      [subjectId, place('a', 'feedback')],
      [subjectId, place('a', 'feedback')],
    ] as const;
    for (const [index, [whose, where]] of askings.entries())
      expect(Buffer.from(await once.open(whose, where, sealed(`words ${index}`))).toString()).toBe(`words ${index}`);
    expect(seal.asked).toHaveLength(askings.length);
  });

  it('are held within a bound; what comes after is opened again', async () => {
    const seal = counted();
    const once = new OpenedOnce(seal, 'creation_requests');
    const large = sealed('x'.repeat(1_048_576));
    for (const _time of [1, 2])
      for (let row = 0; row < 12; row += 1) expect((await once.open(subjectId, place(String(row)), large)).length).toBe(1_048_576);
    expect(seal.asked).toHaveLength(12 + 5);
  });
});
