import { scopeFor, suggestClass, type CaseClass, type CaseScope } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';

/**
 * What a free text is taken in as. Its words suggest a class, which starts that class's clocks; where the class wants to know which part is meant,
 * nobody guesses: somebody of the team reads it as the inquiry that it is, and its clocks count from the same receipt.
 */
export function opensAs(text: string): { readonly class: CaseClass; readonly scope: CaseScope } {
  const suggested = suggestClass(text);
  const scope = scopeFor(suggested.class, null);
  if (suggested.confidence === 'low' || isRefusal(scope)) return { class: 'inquiry', scope: null };
  return { class: suggested.class, scope };
}
