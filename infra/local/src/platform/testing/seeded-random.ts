/** Whole numbers that are the same in every run: a failing case can be looked at again. */
export function seededRandom(seed: number): { below(limit: number): number; pick<T>(list: readonly T[]): T } {
  let state = seed >>> 0 || 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
  return { below, pick: (list) => list[below(list.length)] as (typeof list)[number] };
}
