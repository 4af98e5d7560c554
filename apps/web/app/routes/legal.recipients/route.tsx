import { recipientsPage } from '@keepword/policy';
import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DocumentBody } from '../../legal/document.js';
import { titled } from '../../page/meta.js';
import { activeProfile } from '../../platform/policy.server.js';

export const meta: MetaFunction = ({ matches }) => titled('Recipients', matches);

export function loader() {
  return { document: recipientsPage(activeProfile) };
}

export default function Recipients() {
  const { document } = useLoaderData<typeof loader>();
  return (
    <article className="page law">
      <h1>{document.title}</h1>
      <DocumentBody document={document} numbered={false} />
    </article>
  );
}
