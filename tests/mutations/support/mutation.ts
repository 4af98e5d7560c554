/** One deliberate breakage of a control, and the test that must notice it. */
export interface Mutation {
  /** A control of the promise registry, or the name of one of the house's own. */
  readonly control: string;
  /** What a person would suffer, in a few words; it is the mutation's name in the report. */
  readonly breaks: string;
  /** From the repository's root. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly noticedBy: NoticingTest;
}

export interface NoticingTest {
  readonly project: 'unit' | 'integration' | 'platform';
  /** From the repository's root. */
  readonly file: string;
  /** A part of the test's full name (its describes and itself, separated by a space). */
  readonly name: string;
}

export const nameOf = ({ control, breaks }: Mutation): string => `${control}: ${breaks}`;

export const unit = (file: string, name: string): NoticingTest => ({ project: 'unit', file, name });
export const integration = (file: string, name: string): NoticingTest => ({ project: 'integration', file, name });

/** What whole services do under the profile that keeps least. */
export const atTheDoor = (name: string): NoticingTest => ({
  project: 'platform',
  file: 'infra/local/src/platform/at-the-door.int.test.ts',
  name,
});
