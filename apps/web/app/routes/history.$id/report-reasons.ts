/** Why somebody may report a result, in the words they read. */
export const reportReasons = [
  { id: 'offensive', label: 'It is offensive' },
  { id: 'violent', label: 'It shows violence' },
  { id: 'sexual', label: 'It is sexual' },
  { id: 'someone-i-know', label: 'It shows someone I know' },
  { id: 'copyright', label: 'It copies someone’s work' },
  { id: 'other', label: 'Something else' },
] as const;
