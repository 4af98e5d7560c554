import { Link } from '@remix-run/react';
import { useRoot } from './use-root.js';

export function PageFooter() {
  const root = useRoot();
  const policy = root?.policy;
  return (
    <footer className="colophon">
      <nav aria-label="About this service">
        <Link to="/legal/privacy">Privacy</Link>
        <Link to="/legal/recipients">Recipients</Link>
        <Link to="/legal/terms">Terms</Link>
        <Link to="/certificates/verify">Check a certificate</Link>
        <Link to="/contact">Contact</Link>
        {root?.person ? <Link to="/settings/privacy">Your data</Link> : null}
        {root?.person && root.offers.feedback ? <Link to="/feedback">Feedback</Link> : null}
      </nav>
      {policy ? (
        <p>
          Policy {policy.version} <code title={policy.digest}>{policy.digest.slice(0, 19)}</code>
        </p>
      ) : null}
    </footer>
  );
}
