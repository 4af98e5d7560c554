import { cancelCreation, getCreation, getOwnModeration, listCreations, type Creation, type OwnModeration } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { randomUUID } from 'node:crypto';
import { formModel } from '../../creations/form-model.js';
import { choiceOf, creationFormBytesMax, parametersOf, referenceOf, referenceTypes, sendCreation } from '../../creations/request.server.js';
import { creationViews } from '../../creations/view.server.js';
import { titled } from '../../page/meta.js';
import { useRoot } from '../../page/use-root.js';
import { clock } from '../../platform/boot.server.js';
import { imageModels, quoteOf } from '../../platform/catalogue.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { imagesOffered } from '../../platform/policy.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { wantsDocument } from '../../platform/wants-document.server.js';
import { Queue } from './queue.js';
import { StudioForm } from './studio-form.js';

export const meta: MetaFunction = ({ matches }) => titled('Studio', matches);

const shownMax = 12;

export async function loader({ request }: LoaderFunctionArgs) {
  if (!imagesOffered) throw data({ title: 'Not found' }, { status: 404 });
  const visit = openPersonalVisit(request);
  const { searchParams } = new URL(request.url);
  const [from, released] = [searchParams.get('from'), searchParams.get('released')];
  const [models, recent, source, releasedWords] = await answered(visit, () =>
    Promise.all([
      imageModels(),
      visit.api.call(listCreations, { query: { limit: shownMax } }),
      from ? visit.api.call(getCreation, { params: { id: from } }) : null,
      released ? visit.privacyApi.call(getOwnModeration, { params: { id: released } }) : null,
    ]),
  );
  const forms = models.map(formModel);
  const start = startingPoint(forms, source, releasedWords);
  const quote = start ? await answered(visit, () => quoteOf(start.quoted)) : null;
  return data(
    {
      forms,
      start: start?.fields ?? null,
      quote,
      creations: await creationViews(recent.items),
      now: clock.now().toISOString(),
      idempotencyKey: randomUUID(),
    },
    { headers: visit.headers() },
  );
}

/** What the form starts with: an earlier creation to go on from, words that a moderator released, or the first model as it is. */
function startingPoint(forms: ReturnType<typeof formModel>[], source: Creation | null, released: OwnModeration | null) {
  const form = forms.find(({ id }) => id === source?.model) ?? forms[0];
  const tier = form?.tiers.find(({ id }) => id === source?.tier) ?? form?.tiers[0];
  if (!form || !tier) return null;
  const given = (name: string) => (typeof source?.parameters[name] === 'number' ? source.parameters[name] : undefined);
  const size = { width: given('width') ?? form.sizes[0]?.width ?? 1024, height: given('height') ?? form.sizes[0]?.height ?? 1024 };
  const count = Math.min(given('count') ?? 1, form.countMax);
  const negativePrompt = source?.parameters['negativePrompt'];
  return {
    quoted: { modality: 'image' as const, model: form.id, tier: tier.id, parameters: { ...size, count } },
    fields: {
      sourceId: source?.id ?? released?.id ?? null,
      modelId: form.id,
      tierId: tier.id,
      prompt: source?.prompt ?? released?.text ?? '',
      ...size,
      count,
      seed: given('seed') ?? null,
      negativePrompt: typeof negativePrompt === 'string' ? negativePrompt : '',
    },
  };
}
export type Start = NonNullable<ReturnType<typeof startingPoint>>['fields'];

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit, creationFormBytesMax);
  const answer = form.get('intent') === 'cancel' ? await cancel(visit, form) : await create(visit, form);
  if (isRefused(answer)) return data(answer, { status: 422, headers: visit.headers() });
  if (wantsDocument(request)) throw redirect('/studio', { status: 303, headers: visit.headers() });
  return data(answer, { headers: visit.headers() });
}

function cancel(visit: Visit, form: FormData) {
  return tried(visit, async () => {
    const { id } = await visit.api.call(cancelCreation, { params: { id: field(form, 'id') ?? '' } });
    return { canceled: id };
  });
}

async function create(visit: Visit, form: FormData) {
  const prompt = field(form, 'prompt');
  if (!prompt) return refusal('/problems/invalid-request', 'Describe the picture first', { prompt: 'A few words are enough.' });
  const reference = referenceOf(form);
  if (reference && !referenceTypes.includes(reference.type)) {
    return refusal('/problems/unsupported-media-type', 'The reference has to be a PNG, JPEG or WebP picture');
  }
  const body = { modality: 'image' as const, ...choiceOf(form), prompt, parameters: parametersOf(form) };
  return tried(visit, async () => ({
    created: (await sendCreation(visit, body, reference, field(form, 'idempotencyKey') ?? randomUUID())).id,
  }));
}

export default function Studio() {
  const { forms, start, quote, creations, now, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const available = useRoot()?.person?.credits.available ?? 0;
  return (
    <div className="studio">
      <section className="studio-desk" aria-label="New picture">
        <h1 className="quiet-title">Studio</h1>
        {start ? (
          <StudioForm
            key={start.sourceId ?? 'new'}
            forms={forms}
            start={start}
            quote={quote}
            available={available}
            idempotencyKey={idempotencyKey}
            answer={answer}
          />
        ) : (
          <p className="notice">No model is in the catalogue right now, so nothing can be made. Please come back in a moment.</p>
        )}
      </section>
      <Queue creations={creations} now={now} />
    </div>
  );
}
