import { z } from 'zod';

/** What somebody of the compliance team may do in the console; one person may have several. */
export const consoleRole = z.enum(['privacy-officer', 'moderator', 'support', 'auditor']);
export type ConsoleRole = z.infer<typeof consoleRole>;
