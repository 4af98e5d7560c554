import { Form, Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useCsrf } from '../../page/use-root.js';

/** The rights that no button elsewhere exercises. Each is one form; what it needs is asked for, nothing more. */
export function Rights({ idempotencyKey }: { idempotencyKey: string }) {
  return (
    <section className="block measure" id="rights" aria-labelledby="rights-title">
      <h2 id="rights-title">Your rights</h2>
      <Right
        wish="rectification"
        title="Correct something"
        action="Ask for the correction"
        idempotencyKey={idempotencyKey}
        message="required"
      >
        <p>
          Your name and your address you change yourself in your <Link to="/settings/profile">profile</Link>. For anything else, say what is
          wrong and what is right.
        </p>
      </Right>
      <Right
        wish="restriction"
        title="Keep it, but do not use it"
        action="Ask for the restriction"
        idempotencyKey={idempotencyKey}
        message="optional"
      >
        <p>Your data stays where it is and nothing else happens to it: nothing can be made or bought until the restriction is lifted.</p>
      </Right>
      <Right wish="no-marketing" title="No marketing" action="Object to marketing" idempotencyKey={idempotencyKey}>
        <p>It ends at once and needs no reason.</p>
      </Right>
      <Right
        wish="no-interests"
        title="A use that rests on our interests"
        action="Object to it"
        idempotencyKey={idempotencyKey}
        message="optional"
      >
        <p>
          Which uses these are, you find in the <Link to="/legal/privacy">privacy policy</Link>. Say which one you mean; without a word, it
          is all of them.
        </p>
      </Right>
      <Right wish="review" title="A decision of a machine" action="Ask for a person" idempotencyKey={idempotencyKey} message="optional">
        <p>If a machine decided something about you, a person looks at it again and decides.</p>
        <p>
          <Link to="/settings/privacy/decisions">What the content filter stopped</Link>, and the choice that a person always decides, have a
          page of their own.
        </p>
      </Right>
      <p>
        Anything else: <Link to="/contact">write to us</Link>.
      </p>
    </section>
  );
}

interface RightProps {
  wish: string;
  title: string;
  action: string;
  idempotencyKey: string;
  message?: 'required' | 'optional';
  children: ReactNode;
}

function Right({ wish, title, action, idempotencyKey, message, children }: RightProps) {
  const csrf = useCsrf();
  return (
    <details className="right">
      <summary>{title}</summary>
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="wish" value={wish} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {children}
        {message ? (
          <div className="field">
            <label htmlFor={`message-${wish}`}>In your words{message === 'optional' ? ', if you like' : ''}</label>
            <textarea id={`message-${wish}`} name="message" rows={3} maxLength={5000} required={message === 'required'} />
          </div>
        ) : null}
        <p>
          <button>{action}</button>
        </p>
      </Form>
    </details>
  );
}
