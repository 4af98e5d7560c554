import type { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  file: 'a file',
};
const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items', file: 'bytes' };
const formats: Readonly<Record<string, string>> = {
  email: 'a mail address',
  url: 'an absolute address such as https://example.org',
  uuid: 'a UUID',
  datetime: 'an instant such as 2026-01-31T12:00:00Z',
  date: 'a date such as 2026-01-31',
  duration: 'an ISO 8601 period such as P30D',
};
/** What somebody typed where a name belongs is told back; anything else might be personal, so only its kind is. */
const plainName = /^[a-z][a-z-]{0,39}$/i;

/**
 * What is allowed and what was found, in words of this house, for an issue that has no message of its own.
 * Text is never repeated, only its length: problem details may be kept where prompts must not be.
 */
export const issueMessage: z.core.$ZodErrorMap = (issue) => {
  const allowed = allowedBy(issue);
  return allowed === null ? undefined : `${allowed}, found ${found(issue)}`;
};

function allowedBy(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? `must be ${String(issue.values[0])}` : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return bound(issue, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'too_small':
      return bound(issue, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return formats[issue.format] === undefined ? null : `must be ${formats[issue.format]}`;
    default:
      return null;
  }
}

function bound(issue: Issue & { origin: string; exact?: boolean }, limit: number | bigint, than: string): string {
  const unit = units[issue.origin];
  const words = `${issue.exact ? 'exactly' : than} ${limit}`;
  return unit ? `must have ${words} ${unit}` : `must be ${words}`;
}

function found({ code, input }: Issue): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (typeof input === 'number' || typeof input === 'boolean') return String(input);
  if (typeof input === 'string') {
    if (code === 'too_big' || code === 'too_small') return String(input.length);
    return code === 'invalid_value' && plainName.test(input) ? input : 'other text';
  }
  if (!Array.isArray(input)) return 'an object';
  return code === 'too_big' || code === 'too_small' ? String(input.length) : 'a list';
}
