/** What a person types before their account is closed: something that no finger does by itself. */
export const erasureWords = 'erase everything';

/** Whether somebody typed it; capitals and more than one blank are forgiven. */
export function confirms(typed: string | undefined): boolean {
  return typed?.toLowerCase().split(/\s+/).filter(Boolean).join(' ') === erasureWords;
}
