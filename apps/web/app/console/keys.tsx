import { useNavigate } from '@remix-run/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { isCommandKey, onConsoleKey } from './typing.js';

const keys: readonly (readonly [readonly string[], string])[] = [
  [['j'], 'Next row, or next command of a case'],
  [['k'], 'The one before'],
  [['Enter'], 'Open what has the focus'],
  [['u'], 'Back up to the list'],
  [['/'], 'To the first filter'],
  [['g', 't'], 'Today'],
  [['g', 'c'], 'Cases'],
  [['g', 'e'], 'Erasures'],
  [['g', 'f'], 'Figures'],
  [['?'], 'These keys'],
];

const places: Readonly<Record<string, string>> = {
  t: '/console/today',
  c: '/console/cases',
  e: '/console/erasures',
  f: '/console/figures',
};

/** The keys that work on every page, and the list of all of them; there only where scripts run, without which no key does anything. */
export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  // The server and the first reading say no, the browser says yes.
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const navigate = useNavigate();
  useEffect(() => {
    let wasG = false;
    return onConsoleKey((event) => {
      if (!isCommandKey(event)) return;
      const place = wasG ? places[event.key] : undefined;
      wasG = event.key === 'g';
      if (place !== undefined) {
        navigate(place);
        return;
      }
      const act = { '?': () => dialog.current?.showModal(), u: goUp, '/': toFirstFilter }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }, [navigate]);
  if (!alive) return null;
  return (
    <>
      <button type="button" className="quiet" onClick={() => dialog.current?.showModal()}>
        Keys <kbd>?</kbd>
      </button>
      <dialog ref={dialog} className="console-keys" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {keys.map(([pressed, does]) => (
            <div key={does}>
              <dt className="keys">
                {pressed.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button>Close</button>
        </form>
      </dialog>
    </>
  );
}

const never = () => () => undefined;
const goUp = () => document.querySelector<HTMLElement>('a[data-up]')?.click();
const toFirstFilter = () => document.querySelector<HTMLElement>('form[role="search"] select, form[role="search"] input')?.focus();
