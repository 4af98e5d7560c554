import { caseClass, openCase } from '@keepword/contracts';
import { wishById, wishes } from './wishes.js';

describe('what can be asked for', () => {
  it('leaves no class of cases out and says nothing twice', () => {
    expect(new Set(wishes.map((wish) => wish.class))).toEqual(new Set(caseClass.options));
    expect(new Set(wishes.map(({ words }) => words)).size).toBe(wishes.length);
    expect(new Set(wishes.map(({ id }) => id)).size).toBe(wishes.length);
  });

  it.each(wishes.map((wish) => [wish.id, wish] as const))('%s is something that the service takes', (id, wish) => {
    const body = { class: wish.class, ...(wish.scope ? { scope: wish.scope } : {}) };
    expect(openCase.body?.safeParse(body).success).toBe(true);
    expect(wishById(id)).toBe(wish);
  });

  it('never takes an erasure or an objection without saying of what', () => {
    const unclear = wishes.filter((wish) => ['erasure', 'objection'].includes(wish.class) && wish.scope === undefined);
    expect(unclear).toEqual([]);
    expect(wishById('everything')).toBeUndefined();
    expect(wishById(undefined)).toBeUndefined();
  });
});
