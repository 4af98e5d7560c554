import type { ActionKind, Case } from '@keepword/data-rights';

/** What a person is told when a deed begins: what happens now, and what they will hear next. */
export function deedWords(action: ActionKind, { scope }: Pick<Case, 'scope'>): string {
  switch (action) {
    case 'export':
      return 'We are putting together everything that we hold of you. You get a link to one file when it is ready; nothing else is needed from you.';
    case 'erasure':
      return `We are erasing ${erasedPart(scope)}, here and at everybody who received it from us. When all of it is gone you get a signed certificate that says what went, what the law makes us keep, and until when.`;
    case 'restriction':
      return 'From now on your data is only kept and not worked with. Nothing new can be made or bought in your account until the restriction is lifted, and we tell you before we would lift it ourselves.';
    case 'objection':
      return 'We have stopped doing what you object to.';
    case 'rectification':
    case 'review':
    case 'consent-withdrawal':
    case 'account-closure':
      return 'Somebody of our team is looking at it.';
  }
}

/** To somebody who proved an address under which there is no account. */
export const nothingHeldWords =
  'No account belongs to the address that you proved. Besides this request and what is written about it, we found nothing of that address here, so there is nothing to hand over, to change or to erase. If you use us under another address, ask again from that one, or sign in and ask under «Your data».';

function erasedPart(scope: Case['scope']): string {
  const what = scope !== null && 'what' in scope ? scope.what : 'account';
  return { account: 'your account and all that is in it', prompts: 'your prompts', images: 'your pictures', creation: 'this creation' }[
    what
  ];
}
