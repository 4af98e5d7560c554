/** Where a person sees what the content filter held back, asks that somebody of the team looks at it, and reads the decision (GDPR Art. 22(3)). */
export const reviewOf = (creationId: string): string => `/settings/privacy/decisions?creation=${creationId}`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The creation that the page was opened for; null for every other text in the address. */
export function creationIn(searchParams: URLSearchParams): string | null {
  const about = searchParams.get('creation');
  return about !== null && uuid.test(about) ? about : null;
}
