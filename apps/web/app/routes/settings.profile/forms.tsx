import type { Account } from '@keepword/contracts';
import { Form } from '@remix-run/react';
import { Field } from '../../page/field.js';
import { useCsrf } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';

export function NameForm({ displayName }: { displayName: string | null }) {
  return (
    <Section title="Name" intent="name" action="Save the name">
      <Field label="How we call you" name="displayName" defaultValue={displayName ?? ''} maxLength={80} autoComplete="name" required />
    </Section>
  );
}

export function EmailForm({ email, pendingEmail }: { email: string; pendingEmail: string | null }) {
  return (
    <Section title="Mail address" intent="email" action="Change the address">
      <p>
        {email}
        {pendingEmail ? <span className="hint"> · {pendingEmail} waits to be confirmed</span> : null}
      </p>
      <Field
        label="New address"
        name="email"
        type="email"
        maxLength={254}
        autoComplete="email"
        required
        hint="The new address gets a link, the present one a notice."
      />
    </Section>
  );
}

export function PreferencesForm({ preferences }: { preferences: Account['preferences'] }) {
  return (
    <Section title="Preferences" intent="preferences" action="Save the preferences">
      <Choice
        label="Appearance"
        name="theme"
        chosen={preferences.theme}
        options={[
          ['system', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
      />
      <Choice
        label="Downloads carry"
        name="downloadMetadata"
        chosen={preferences.downloadMetadata}
        options={[
          ['embed', 'The prompt'],
          ['strip', 'No prompt'],
        ]}
      />
      <PromiseLine place="preferences" />
    </Section>
  );
}

function Section({ title, intent, action, children }: { title: string; intent: string; action: string; children: React.ReactNode }) {
  const csrf = useCsrf();
  return (
    <section className="block" aria-labelledby={`${intent}-title`}>
      <h2 id={`${intent}-title`}>{title}</h2>
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value={intent} />
        {children}
        <button>{action}</button>
      </Form>
    </section>
  );
}

function Choice({
  label,
  name,
  chosen,
  options,
}: {
  label: string;
  name: string;
  chosen: string;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <fieldset className="segmented">
      <legend>{label}</legend>
      {options.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} value={value} defaultChecked={value === chosen} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
