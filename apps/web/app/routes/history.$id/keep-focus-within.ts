const focusable = 'a[href], button:not(:disabled), input:not([type="hidden"], :disabled), select, textarea, summary';

/** From the last control on to the first and back: what lies beneath the dialog is not there for now. */
export function keepFocusWithin(frame: HTMLElement, event: KeyboardEvent): void {
  const controls = [...frame.querySelectorAll<HTMLElement>(focusable)].filter((control) => control.checkVisibility());
  const [first, last] = [controls[0], controls.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first || document.activeElement === frame : document.activeElement === last;
  if (!leaving && frame.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
