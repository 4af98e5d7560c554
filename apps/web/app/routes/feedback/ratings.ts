/** From bad to good, as the service counts them. */
export const ratings = [
  { value: 1, label: 'Not at all' },
  { value: 2, label: 'Not much' },
  { value: 3, label: 'So-so' },
  { value: 4, label: 'Quite' },
  { value: 5, label: 'Very much' },
] as const;

export function ratingInWords(rating: number): string {
  return ratings.find(({ value }) => value === rating)?.label ?? String(rating);
}
