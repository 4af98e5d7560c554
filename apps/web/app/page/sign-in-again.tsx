import { Link } from '@remix-run/react';
import { refusedIn, RefusalNotice } from './refusal-notice.js';

/** Why the service said no; where it asks for a fresh sign-in, with the way there and back. */
export function RefusalOrSignIn({ answer, returnTo }: { answer: unknown; returnTo: string }) {
  if (refusedIn(answer)?.type !== '/problems/reauthentication-required') return <RefusalNotice answer={answer} />;
  return (
    <div className="notice" role="alert">
      <p>
        <b>Nothing has happened yet.</b> This needs a sign-in of the last few minutes, so that nobody else who sits at your screen can ask
        for it.
      </p>
      <p>
        <Link to={`/sign-in?returnTo=${encodeURIComponent(returnTo)}&again=1`}>Sign in once more</Link>
      </p>
    </div>
  );
}
