import { Form, NavLink } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Keys } from './keys.js';
import { pagesFor } from './pages.js';
import { useConsole } from './use-console.js';

/** Around every page of the console: where one can go, and who one is. */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  const here = useConsole();
  return (
    <>
      <header className="console-head">
        <b>Privacy console</b>
        {here?.staff ? (
          <>
            <nav aria-label="Console">
              {pagesFor(here.staff.roles).map(({ to, words }) => (
                <NavLink key={to} to={to}>
                  {words}
                </NavLink>
              ))}
            </nav>
            <span className="console-who" title={`${here.staff.email} · ${here.staff.roles.join(', ')}`}>
              {here.staff.roles.join(', ')} · {here.staff.email}
            </span>
            <Keys />
            <Form method="post" action="/console/sign-out" reloadDocument>
              <input type="hidden" name="csrf" value={here.csrf} />
              <button className="quiet">Sign out</button>
            </Form>
          </>
        ) : null}
      </header>
      <main id="main" className="console" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
