import type { PromisePlace } from '@keepword/policy';
import { Link } from '@remix-run/react';
import { useRoot } from '../page/use-root.js';

/** The line of the active policy that is about this place, linked to its entry in the policy. Nothing where the profile has none. */
export function Promise({ place, id }: { place: PromisePlace; id?: string }) {
  const line = useRoot()?.promises[place];
  if (!line) return null;
  return (
    <p className="promise" id={id}>
      <svg className="promise-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {line.kept ? <path d="M3 8.5 6.5 12 13 4.5" /> : <circle cx="8" cy="8" r="4" />}
      </svg>
      <span>
        {line.says} <span className="visually-hidden">{line.kept ? 'Kept by software.' : 'Not kept by software yet.'}</span>
        <Link to={`/legal/privacy#${line.id}`} className="promise-source">
          In the policy
        </Link>
      </span>
    </p>
  );
}
