import { Form, Link, NavLink } from '@remix-run/react';
import { useCsrf, useRoot } from './use-root.js';

export function PageHeader() {
  const root = useRoot();
  const person = root?.person;
  return (
    <header className="masthead">
      <Link to="/" className="wordmark">
        {root?.brand.name ?? 'Keepword'}
      </Link>
      {root?.offers.studio ? (
        <nav aria-label="Main">
          <NavLink to="/studio">Studio</NavLink>
          {root.offers.looks ? <NavLink to="/looks">Looks</NavLink> : null}
          {person ? <NavLink to="/history">History</NavLink> : null}
        </nav>
      ) : null}
      <div className="masthead-person">
        {person ? <Person name={person.name} available={person.credits.available} /> : <Link to="/sign-in">Sign in</Link>}
      </div>
    </header>
  );
}

function Person({ name, available }: { name: string; available: number }) {
  const csrf = useCsrf();
  return (
    <>
      <NavLink to="/credits" className="balance">
        <b>{available.toLocaleString('en')}</b> credits<span className="visually-hidden"> available</span>
      </NavLink>
      <NavLink to="/settings/profile" className="person-name">
        {name}
      </NavLink>
      <Form method="post" action="/sign-out" reloadDocument>
        <input type="hidden" name="csrf" value={csrf} />
        <button className="quiet">Sign out</button>
      </Form>
    </>
  );
}
