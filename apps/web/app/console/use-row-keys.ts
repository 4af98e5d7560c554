import { useEffect } from 'react';

const typing = 'input, textarea, select, [contenteditable]';

/** j and k go down and up the rows of a list, whose links carry `data-row`; Enter opens the one that has the focus, as it does anyway. */
export function useRowKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = { j: 1, k: -1 }[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      const rows = [...document.querySelectorAll<HTMLElement>('a[data-row]')];
      const at = rows.findIndex((row) => row === document.activeElement);
      const next = rows[at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
