import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { imageLooks, imageModels } from '../../platform/catalogue.server.js';
import { imagesOffered } from '../../platform/policy.server.js';
import { answered } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';
import { creditsInWords } from '../../wording/amounts.js';

export const meta: MetaFunction = ({ matches }) => titled('Looks', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const [looks, models] = await answered(visit, () => Promise.all([imageLooks(), imageModels()]));
  if (!imagesOffered || looks.length === 0) throw data({ title: 'Not found' }, { status: 404 });
  return {
    looks: looks.map(({ id, name, description, model, tier, slots }) => ({
      id,
      name,
      description,
      slots: slots.map(({ label }) => label),
      credits: models.find((one) => one.id === model)?.tiers.find((one) => one.id === tier)?.credits ?? null,
    })),
  };
}

export default function Looks() {
  const { looks } = useLoaderData<typeof loader>();
  return (
    <section className="page">
      <h1>Looks</h1>
      <p className="lead">A Look is a picture half thought out. You fill in what is yours.</p>
      <ul className="look-list">
        {looks.map(({ id, name, description, slots, credits }) => (
          <li key={id}>
            <h2>
              <Link to={`/looks/${id}`}>{name}</Link>
            </h2>
            <p>{description}</p>
            <p className="hint">
              You say:{' '}
              {slots
                .map((slot) => slot.replace(/\?$/, ''))
                .join(', ')
                .toLowerCase()}
              {credits === null ? '' : ` · ${creditsInWords(credits)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
