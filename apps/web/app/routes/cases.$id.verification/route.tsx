import { verifyCase } from '@keepword/contracts';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { loadLinkPage, spendLinkToken } from '../../platform/link-page.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Is this yours?', matches), { name: 'robots', content: 'noindex' }];

export const loader = ({ request }: LoaderFunctionArgs) => loadLinkPage(request, { charsMin: 1, charsMax: 4000 });

export const action = ({ request, params }: ActionFunctionArgs) =>
  spendLinkToken(request, (visit, token) => visit.capabilityApi.call(verifyCase, { params: { id: params.id ?? '' }, body: { token } }));

export default function VerifyCase() {
  const { token, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'verified' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>Thank you, that is proof enough</h1>
        <p className="lead">
          Request <b>{answer.reference}</b> is being worked on from now. What comes of it is mailed to the same address.
        </p>
      </section>
    );
  }
  return (
    <section className="page narrow">
      <h1>Is this request yours?</h1>
      <p className="lead">
        Somebody asked us for something about the data of the address that got this link. If it was you, say so, and we begin. If not, close
        this page: nothing happens then.
      </p>
      <RefusalNotice answer={answer}>
        <p>
          The link may have been used already, or it is too old. <Link to="/contact">Ask again</Link> and you get a new one.
        </p>
      </RefusalNotice>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="token" value={token} />
        <button className="primary">Yes, it is mine</button>
      </Form>
    </section>
  );
}
