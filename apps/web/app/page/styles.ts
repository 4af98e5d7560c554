import { createContext, useContext } from 'react';

/** The one stylesheet, in the page itself: it is small, and a page that brings it along paints without asking for another file first. */
export const StylesContext = createContext(
  typeof document === 'undefined' ? '' : (document.querySelector('style#styles')?.textContent ?? ''),
);

export function useStyles(): string {
  return useContext(StylesContext);
}
