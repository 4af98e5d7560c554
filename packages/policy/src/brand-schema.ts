import { z } from 'zod';
import type { Brand } from './brands.js';

const colour = z.string().regex(/^#[0-9a-f]{6}$/);

/** How a profile looks. Accents reach AA contrast (4.5:1) on their ground, and inks reach it on their accent. */
export const brandSchema = z.strictObject({
  name: z.string().min(1).max(40),
  tagline: z.string().min(1).max(80),
  /** Accent for text and controls on the light ground. */
  accentLight: colour,
  /** Text on a surface filled with `accentLight`. */
  accentInkLight: colour,
  /** Accent for text and controls on the dark ground. */
  accentDark: colour,
  /** Text on a surface filled with `accentDark`. */
  accentInkDark: colour,
  groundLight: colour,
  groundDark: colour,
}) satisfies z.ZodType<Brand>;
