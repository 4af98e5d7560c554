/** Where a person asks that somebody of the team looks at what the content filter held back (GDPR Art. 22(3)). */
export const reviewOf = (creationId: string): string => `/contact?wish=review&about=${creationId}`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The creation that the form was opened for; null for every other text in the address. */
export function creationIn(searchParams: URLSearchParams): string | null {
  const about = searchParams.get('about');
  return about !== null && uuid.test(about) ? about : null;
}
