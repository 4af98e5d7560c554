/** The names of fields that plain splitting would not turn into words. */
const words: Readonly<Record<string, string>> = {
  at: 'time',
  band: 'whether you are old enough, never a birth date',
  class: 'kind of request',
  code: 'error code',
  consentAt: 'time of consent',
  createdAt: 'time',
  deviceId: 'device identifier',
  durationMs: 'duration',
  email: 'email address',
  count: 'number of results',
  role: 'who wrote',
  tier: 'quality tier',
  errorCode: 'error code',
  guardianEmail: "the guardian's email address",
  guardianLink: "a keyed digest of each link to the guardian's page",
  ip: 'IP address',
  keyedSubjectHash: 'a keyed hash of your account id at the sign-in provider',
  lookId: 'the chosen Look',
  mime: 'file type',
  object: 'the file',
  os: 'operating system',
  passwordHash: 'password hash',
  pictureUrl: 'profile picture',
  picture: 'profile picture',
  reference: 'payment reference',
  route: 'kind of page',
  sentAt: 'time of sending',
  sessionId: 'session id',
  signInLink: 'the link to how you sign in',
  slotValues: 'the values of its slots',
  spendApproval: 'the answer to each purchase that a minor asked for',
  stripePaymentId: 'Stripe payment id',
  stripeSessionId: 'Stripe session id',
  ticket: 'your messages',
  timezone: 'time zone',
  usedReference: 'yes or no',
};

/** `processor-reference` is «processor reference», `deviceType` is «device type». */
export function fieldWords(field: string): string {
  return words[field] ?? field.replaceAll('-', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
