import { useEffect } from 'react';
import { isCommandKey, onConsoleKey } from './typing.js';

/** j and k go down and up whatever carries `data-row`: links of a list, commands of a case. Enter opens what has the focus, as it does anyway. */
export function useRowKeys(): void {
  useEffect(
    () =>
      onConsoleKey((event) => {
        const step = { j: 1, k: -1 }[event.key];
        if (step === undefined || !isCommandKey(event)) return;
        const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
        const at = rows.findIndex((row) => row === document.activeElement);
        const next = rows[at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
        if (!next) return;
        event.preventDefault();
        next.focus();
      }),
    [],
  );
}
