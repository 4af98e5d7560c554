const partsMax = 20;
const nameCharsMax = 100;
const valueCharsMax = 4000;

/** What the identity vendor or a mailed link sent back in the address, within the limits of the contract. */
export function callbackOf(request: Request): Record<string, string> {
  const parts = [...new URL(request.url).searchParams].filter(
    ([name, value]) => name.length <= nameCharsMax && value.length <= valueCharsMax,
  );
  return Object.fromEntries(parts.slice(0, partsMax));
}
