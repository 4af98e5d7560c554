import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { randomUUID } from 'node:crypto';
import { formModel } from '../../creations/form-model.js';
import { creationFormBytesMax, parametersOf, referenceOf, sendCreation } from '../../creations/request.server.js';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice, refusedIn } from '../../page/refusal-notice.js';
import { useCsrf } from '../../page/use-root.js';
import { imageLooks, imageModels, quoteOf } from '../../platform/catalogue.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { creditsInWords } from '../../wording/amounts.js';

export const meta: MetaFunction<typeof loader> = ({ data: page, matches }) => titled(page?.look.name ?? 'Look', matches);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const look = await lookOf(visit, params.id);
  const models = await answered(visit, imageModels);
  const model = models.find(({ id }) => id === look.model);
  if (!model) throw data({ title: 'Not found' }, { status: 404 });
  const [size] = formModel(model).sizes;
  const parameters = { width: size?.width ?? 1024, height: size?.height ?? 1024, count: 1 };
  const credits = await answered(visit, () => quoteOf({ modality: 'image', model: look.model, tier: look.tier, parameters }));
  return data({ look, parameters, credits, idempotencyKey: randomUUID() }, { headers: visit.headers() });
}

async function lookOf(visit: Visit, id: string | undefined) {
  const look = (await answered(visit, imageLooks)).find((one) => one.id === id);
  if (!look) throw data({ title: 'Not found' }, { status: 404 });
  return look;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit, creationFormBytesMax);
  const look = await lookOf(visit, params.id);
  const slots = Object.fromEntries(look.slots.flatMap(({ id }) => slotOf(form, id)));
  const body = {
    modality: 'image' as const,
    model: look.model,
    tier: look.tier,
    look: { id: look.id, slots },
    parameters: parametersOf(form),
  };
  const answer = await tried(visit, () => sendCreation(visit, body, referenceOf(form), field(form, 'idempotencyKey') ?? randomUUID()));
  if (isRefused(answer)) return data(answer, { status: 422, headers: visit.headers() });
  throw redirect('/studio', { status: 303, headers: visit.headers() });
}

function slotOf(form: FormData, id: string): [string, string][] {
  const value = field(form, `slot-${id}`);
  return value === undefined ? [] : [[id, value]];
}

export default function LookForm() {
  const { look, parameters, credits, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const csrf = useCsrf();
  const problems = (refusedIn(answer) as { fields?: Record<string, string> } | null)?.fields ?? {};
  return (
    <section className="page narrow">
      <p className="overline">
        <Link to="/looks">Looks</Link>
      </p>
      <h1>{look.name}</h1>
      <p className="lead">{look.description}</p>
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {Object.entries(parameters).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {look.slots.map((slot) =>
          slot.kind === 'choice' ? (
            <fieldset key={slot.id} className="segmented">
              <legend>{slot.label}</legend>
              {slot.choices.map(({ value, label }, index) => (
                <label key={value}>
                  <input type="radio" name={`slot-${slot.id}`} value={value} defaultChecked={index === 0} required={slot.required} />
                  <span>{label}</span>
                </label>
              ))}
            </fieldset>
          ) : (
            <Field
              key={slot.id}
              label={slot.required ? slot.label : `${slot.label} (optional)`}
              name={`slot-${slot.id}`}
              maxLength={slot.maxLength}
              required={slot.required}
              hint={`For example: ${slot.example}`}
              problem={problems[`look.slots.${slot.id}`]}
            />
          ),
        )}
        <PromiseLine place="prompt" />
        <div className="studio-send">
          <p className="price">
            <b>{creditsInWords(credits)}</b> <span className="price-balance">held now, spent only on what is made</span>
          </p>
          <button className="primary" disabled={busy}>
            Make the picture
          </button>
        </div>
      </Form>
    </section>
  );
}
