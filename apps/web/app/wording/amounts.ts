/** «1 credit», «1,250 credits», «−8 credits». */
export function creditsInWords(amount: number): string {
  return `${wholeNumber(amount)} ${Math.abs(amount) === 1 ? 'credit' : 'credits'}`;
}

/** With a real minus sign and thousands separators. */
export function wholeNumber(amount: number): string {
  return amount.toLocaleString('en').replace('-', '−');
}

/** A movement, with its sign also when it is positive. */
export function signedNumber(amount: number): string {
  return amount > 0 ? `+${wholeNumber(amount)}` : wholeNumber(amount);
}

/** @param amountMinor in the smallest unit of the currency */
export function price(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** «1.4 MB», in powers of 1000. */
export function fileSize(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/** «first», «second», «third», then «4th». */
export function ordinal(position: number): string {
  const words = ['first', 'second', 'third'];
  if (position <= words.length) return words[position - 1] ?? 'next';
  const tail = position % 100;
  const ending = tail >= 11 && tail <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][position % 10] ?? 'th');
  return `${position}${ending}`;
}
