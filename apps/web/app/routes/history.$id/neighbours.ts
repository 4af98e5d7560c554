interface Listed {
  id: string;
  outputs: readonly { n: number }[];
}

export interface Place {
  id: string;
  n: number;
}

/** The picture before and after one, through all outputs of all creations in their order; null at either end and for one that is not listed. */
export function neighbours(listed: readonly Listed[], at: Place): { previous: Place | null; next: Place | null } {
  const places = listed.flatMap(({ id, outputs }) =>
    outputs.length === 0 ? [{ id, n: 0 }] : outputs.map((_, index) => ({ id, n: index })),
  );
  const here = places.findIndex(({ id, n }) => id === at.id && n === at.n);
  if (here < 0) return { previous: null, next: null };
  return { previous: places[here - 1] ?? null, next: places[here + 1] ?? null };
}
