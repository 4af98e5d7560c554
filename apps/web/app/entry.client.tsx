import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition, useLayoutEffect, type ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { readAnswersWhole } from './page/whole-answers.js';

readAnswersWhole(window);

/** What React would come alive for at once, in the middle of everything. */
const discreteEvents =
  `click auxclick dblclick contextmenu mousedown mouseup pointerdown pointerup pointercancel touchstart touchend touchcancel
  keydown keypress keyup focusin focusout beforeinput textInput input change compositionstart compositionend copy cut paste dragstart dragend drop submit
  reset toggle`.split(/\s+/);
const unheard = (event: Event) => event.stopImmediatePropagation();

/**
 * Remix waits for the page's data with nothing to show meanwhile. An event that React answers at once would then end in «Root did not
 * complete», so React hears of none until the page is alive; the browser does, and links and forms work by themselves.
 */
for (const type of discreteEvents) window.addEventListener(type, unheard, true);

function Alive({ children }: { children: ReactNode }) {
  useLayoutEffect(() => {
    for (const type of discreteEvents) window.removeEventListener(type, unheard, true);
  }, []);
  return children;
}

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Alive>
        <RemixBrowser />
      </Alive>
    </StrictMode>,
  );
});
