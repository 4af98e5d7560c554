import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DocumentBody } from '../../legal/document.js';
import { titled } from '../../page/meta.js';
import { privacyPage, promisesOfProfile } from '../../platform/policy.server.js';
import { dayInWords } from '../../wording/time.js';

export const meta: MetaFunction = ({ matches }) => titled('Privacy', matches);

export function loader() {
  return { policy: privacyPage, promises: promisesOfProfile };
}

const kinds = { enforced: 'kept by software', disclosed: 'a statement of fact', organizational: 'kept by people' } as const;

export default function Privacy() {
  const { policy, promises } = useLoaderData<typeof loader>();
  return (
    <article className="page law">
      <header>
        <h1>{policy.title}</h1>
        <p className="lead">
          Version {policy.version}, in force since {dayInWords(policy.effectiveAt)}. The rules below are not a description of this software:
          it runs on them, and this page is rendered from them.
        </p>
        <p className="law-forms">
          <a href="/legal/privacy.txt">As plain text</a> <a href="/legal/privacy.json">As data</a>{' '}
          <a href="#promises">Promise by promise</a>
        </p>
        <nav aria-label="Sections" className="law-contents">
          <ol>
            {policy.sections.map(({ id, heading }) => (
              <li key={id}>
                <a href={`#${id}`}>{heading}</a>
              </li>
            ))}
          </ol>
        </nav>
      </header>
      <DocumentBody document={policy} />
      <section id="promises" className="law-section">
        <h2>Promise by promise</h2>
        <p>Every sentence of this policy that binds us, one by one. Those that no software keeps yet say so, and why.</p>
        <dl className="promise-list">
          {promises.map(({ id, says, kind, notYet }) => (
            <div key={id} id={id}>
              <dt>{says}</dt>
              <dd>
                {kinds[kind]}
                {notYet === null ? '' : ` · not yet: ${notYet}`} <code>{id}</code>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <footer className="law-digest">
        <p>
          Digest of this version <code>{policy.digest}</code>
        </p>
      </footer>
    </article>
  );
}
