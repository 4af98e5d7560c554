import { Form } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { dayInWords } from '../../wording/time.js';

interface Choice {
  decidedBy: 'filter' | 'person';
  since: string | null;
}

/** The right to have no decision made by a machine alone (GDPR Art. 22), as one button that takes itself back. */
export function WhoDecides({ choice: { decidedBy, since } }: { choice: Choice }) {
  const csrf = useCsrf();
  const byPerson = decidedBy === 'person';
  return (
    <section className="block" aria-labelledby="who-title">
      <h2 id="who-title">Who decides</h2>
      <p>
        {byPerson
          ? `A person does${since ? `, since ${dayInWords(since)}` : ''}. What the content filter objects to goes to our team by itself, and waits there.`
          : 'The content filter does, at once, and you can have a person look at each decision. Or nothing is decided by a machine alone: what it objects to goes to our team by itself, and waits until a person has decided.'}
      </p>
      <p className="hint">
        Waiting can take days. Nothing is charged meanwhile, you get a mail, and what is released you run again yourself.
      </p>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="who-decides" />
        <input type="hidden" name="decidedBy" value={byPerson ? 'filter' : 'person'} />
        <button>{byPerson ? 'Let the filter decide again' : 'Have a person decide'}</button>
      </Form>
    </section>
  );
}
