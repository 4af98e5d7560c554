const typing = 'input, textarea, select, [contenteditable]';

/** Whether a key is meant for the page: nobody is typing, and it is none of the browser's own. */
export function isCommandKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !(event.target instanceof Element && event.target.closest(typing));
}

/** @returns what ends the listening */
export function onConsoleKey(listen: (event: KeyboardEvent) => void): () => void {
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}
