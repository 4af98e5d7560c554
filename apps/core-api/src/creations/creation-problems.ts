import type { LookRefusal, QuoteRefusal, RequestRefusal } from '@keepword/creations';
import { ProblemException } from '@keepword/service-kit';

type AnyRefusal = RequestRefusal | QuoteRefusal | LookRefusal;

const invalid = (path: string, message: string) =>
  new ProblemException('/problems/invalid-request', { errors: [{ path: `body.${path}`, message }] });

const credits = (count: number) => (count === 1 ? '1 credit' : `${count} credits`);
const verb = (count: number) => (count === 1 ? 'is' : 'are');

const awaitsPerson =
  'You asked that no machine decides alone, so a person of our team looks at it now. You get a mail when it is decided; until then nothing is made and nothing is charged.';

/** The one place where creations' refusals become HTTP; the compiler checks that none is forgotten. */
export function creationProblem(refusal: AnyRefusal): ProblemException {
  switch (refusal.refused) {
    case 'insufficient-credits':
      return new ProblemException('/problems/insufficient-credits', {
        detail: `This costs ${credits(refusal.needed)}; ${refusal.available} ${verb(refusal.available)} available. Buy credits or choose a smaller size or tier.`,
        extensions: { available: refusal.available, needed: refusal.needed },
      });
    case 'credit-debt':
      return new ProblemException('/problems/credit-debt', {
        detail: `A refunded or disputed purchase was spent already: ${credits(refusal.owed)} ${verb(refusal.owed)} owed.`,
        extensions: { owed: refusal.owed },
      });
    case 'too-many-unfinished':
      return new ProblemException('/problems/too-many-creations', {
        detail: `At most ${refusal.max} creations can be unfinished at a time. Wait for one to finish, or cancel one.`,
        retryAfterSeconds: 5,
      });
    case 'blocked-content':
      return new ProblemException('/problems/blocked-content', {
        detail: [...refusal.reasons.map(({ message }) => message), ...(refusal.awaitsPerson ? [awaitsPerson] : [])].join(' '),
        extensions: { reasons: refusal.reasons, recordId: refusal.recordId, review: refusal.awaitsPerson ? 'waiting' : 'on-request' },
      });
    case 'unknown-model':
      return invalid('model', 'must be the id of a model of `GET /v1/models`');
    case 'unknown-tier':
      return invalid('tier', 'must be the id of a tier of that model');
    case 'unknown-look':
      return invalid('look.id', 'must be the id of a Look of `GET /v1/looks`');
    case 'slots-invalid':
      return new ProblemException('/problems/invalid-request', {
        errors: refusal.errors.map(({ path, message }) => ({ path: `body.look.slots.${path}`, message })),
      });
    case 'parameters-out-of-range':
      return new ProblemException('/problems/invalid-request', {
        errors: refusal.errors.map(({ path, message }) => ({ path: `body.parameters.${path}`, message })),
      });
    case 'prompt-missing':
      return invalid('prompt', 'a prompt or a Look is needed');
    case 'prompt-too-long':
      return invalid('prompt', `at most ${refusal.max} characters`);
    case 'unsupported-image':
    case 'image-unreadable':
      return new ProblemException('/problems/unsupported-media-type', {
        detail: 'The reference must be a readable PNG, JPEG or WebP picture.',
      });
    case 'image-too-large':
      return new ProblemException('/problems/payload-too-large', {
        detail: 'The reference may have at most 10 MB and 4096 pixels a side.',
      });
    case 'references-full':
      return new ProblemException('/problems/rate-limited', {
        detail: 'Too many uploads are being worked on right now.',
        retryAfterSeconds: 10,
      });
    case 'not-offered':
      return new ProblemException('/problems/not-offered');
  }
}
