const nameCharsMax = 200;
const pictureCharsMax = 2_000;

/** Without control characters, which PostgreSQL does not take and nobody can see. */
export const printable = (text: string) => text.replace(/\p{Cc}/gu, '');

/** A name as a provider or a person gives it, without control characters and not longer than fits; null when nothing is left. */
export function tidyName(name: string | null): string | null {
  // By code points: half of a surrogate pair is no character.
  return (
    Array.from(printable(name ?? '').trim())
      .slice(0, nameCharsMax)
      .join('') || null
  );
}

/** An address of a picture, or null when it cannot be one that we keep: a shortened address would lead nowhere. */
export function tidyPicture(url: string | null): string | null {
  return url !== null && url.length <= pictureCharsMax && URL.canParse(url) ? url : null;
}
