import { Link } from '@remix-run/react';
import { useRoot } from './use-root.js';

export function PageFooter() {
  const policy = useRoot()?.policy;
  return (
    <footer className="colophon">
      <nav aria-label="Legal">
        <Link to="/legal/privacy">Privacy</Link>
        <Link to="/legal/recipients">Recipients</Link>
        <Link to="/legal/terms">Terms</Link>
      </nav>
      {policy ? (
        <p>
          Policy {policy.version} <code title={policy.digest}>{policy.digest.slice(0, 19)}</code>
        </p>
      ) : null}
    </footer>
  );
}
