import { BadEnvironment } from '@keepword/service-kit';
import type { z } from 'zod';

/** An adapter's own settings from the environment. @throws BadEnvironment naming the variables and what is wrong with them */
export function settingsOf<Schema extends z.ZodType>(
  schema: Schema,
  settings: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string>>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => {
    const field = String(issue.path[0] ?? '');
    return `${variables[field] ?? field}: ${issue.message} (found ${given[field] === undefined ? 'nothing' : 'a value that does not fit'})`;
  });
  throw new BadEnvironment(sentences.join('\n'));
}
