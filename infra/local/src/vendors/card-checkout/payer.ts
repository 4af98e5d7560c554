import { z } from 'zod';

/** What a person types into a hosted checkout page. */
export interface Payer {
  readonly email: string;
  readonly name: string;
  readonly card: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly postalCode: string;
}

const typed = z.object({
  email: z.email('Please give an email address for the receipt.').max(254),
  name: z.string().trim().min(1, 'Please give the name on the card.').max(100),
  card: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ''))
    .refine((number) => /^\d{12,19}$/.test(number) && passesLuhn(number), 'This is not the number of a card.'),
  expiry: z.string().regex(/^(0?[1-9]|1[0-2])\s*\/\s*\d{2}$/, 'Please give the card’s end as month and year: 12/34.'),
  cvc: z.string().regex(/^\d{3,4}$/, 'Please give the security code of the card.'),
  country: z
    .string()
    .trim()
    .regex(/^[a-z]{2}$/i, 'Please give the country as two letters.'),
  postal_code: z.string().trim().max(12, 'This postal code is too long.'),
});

/** @param knownEmail what the merchant told at creation; it stands in place of a field */
export function readPayer(form: URLSearchParams, knownEmail: string | null): Payer | { readonly problem: string } {
  const fields = Object.fromEntries(Object.keys(typed.shape).map((name) => [name, form.get(name) ?? '']));
  const parsed = typed.safeParse({ ...fields, ...(knownEmail === null ? {} : { email: knownEmail }) });
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'Something is missing.' };
  const { email, name, card, expiry, country, postal_code: postalCode } = parsed.data;
  const [month, year] = expiry.split('/').map(Number);
  return { email, name, card, expiryMonth: month ?? 1, expiryYear: 2000 + (year ?? 0), country: country.toUpperCase(), postalCode };
}

/**
 * The numbers that the vendors document for tests: one that is declined, one that is paid and then disputed as fraud. And one that
 * pays once, and is declined when a subscription is renewed.
 */
export function cardBehaviour(card: string): 'approved' | 'declined' | 'disputed' | 'declined-later' {
  if (card === '4000000000000002') return 'declined';
  if (card === '4000000000000341') return 'declined-later';
  return card === '4000000000000259' ? 'disputed' : 'approved';
}

export function cardBrand(card: string): 'visa' | 'mastercard' | 'amex' | 'unknown' {
  if (card.startsWith('4')) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(card)) return 'mastercard';
  return /^3[47]/.test(card) ? 'amex' : 'unknown';
}

function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number[number.length - 1 - place]);
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
