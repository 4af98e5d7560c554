import { atTheDoor, integration, unit, type Mutation } from './mutation.js';

const creationStore = 'packages/database/src/creations/postgres-creation-store.int.test.ts';

export const mutationsOfCreations: readonly Mutation[] = [
  {
    control: 'image-creation',
    breaks: 'a creation that fails keeps its credits',
    file: 'packages/creations/src/use-cases/end-creation.ts',
    find: 'else await ports.credits.release(uow, { ...owner, at });',
    replace: '',
    noticedBy: integration(creationStore, 'ends what takes too long and gives its credits back'),
  },
  {
    control: 'image-creation',
    breaks: 'four of a person are made at once',
    file: 'packages/creations/src/lifecycle/decide.ts',
    find: 'if (place >= 0 && place < runningMax) return { start: true };',
    replace: 'if (place >= -1) return { start: true };',
    noticedBy: unit('packages/creations/src/lifecycle/decide.test.ts', 'given a queued creation when two come first, then it waits'),
  },
  {
    control: 'own-history',
    breaks: 'a deletion is final at once',
    file: 'packages/creations/src/lifecycle/decide.ts',
    find: "return at < mark.deletableAt && !mark.byTeam ? { restored: true } : refuse('not-restorable');",
    replace: "return refuse('not-restorable');",
    noticedBy: integration(creationStore, 'hides a deleted creation, restores it for fifteen seconds, and then removes everything'),
  },
  {
    control: 'own-history',
    breaks: 'the files of a deleted picture stay',
    file: 'packages/creations/src/use-cases/delete-creation.ts',
    find: 'await Promise.all([...all].map((key) => ports.objects.delete(key)));',
    replace: '',
    noticedBy: integration(creationStore, 'hides a deleted creation, restores it for fifteen seconds, and then removes everything'),
  },
  {
    control: 'own-history',
    breaks: 'somebody else’s id is told apart from one that is not there',
    file: 'apps/core-api/src/creations/creations-controller.ts',
    find: "const notFound = () => new ProblemException('/problems/not-found');",
    replace: "const notFound = () => new ProblemException('/problems/forbidden');",
    noticedBy: atTheDoor('says of somebody else’s picture what it says of one that is not'),
  },
  {
    control: 'content-filter',
    breaks: 'forbidden words go to the model',
    file: 'packages/creations/src/use-cases/request-creation.ts',
    find: 'if (blocked) return blocked;',
    replace: '',
    noticedBy: atTheDoor('takes no forbidden words, and nothing is charged for them'),
  },
  {
    control: 'content-filter',
    breaks: 'a picture that the filter blocks is shown',
    file: 'packages/creations/src/use-cases/finish-creation.ts',
    find: 'if (!isReleased(codes, (await judged()).released)) return { blocked: verdict.reasons };',
    replace: '',
    noticedBy: integration(creationStore, 'charges for what came when some pictures were blocked, and nothing when all were'),
  },
  {
    control: 'transient-reference',
    breaks: 'the picture stays in memory when it is no longer needed',
    file: 'packages/creations/src/references/transient-references.ts',
    find: 'await store.deleteLease(uow, owner);\n      vault.drop(owner.creationId);',
    replace: 'await store.deleteLease(uow, owner);',
    noticedBy: unit(
      'packages/creations/src/references/transient-references.test.ts',
      'when it has been sent on, then nothing of it is left',
    ),
  },
  {
    control: 'transient-reference',
    breaks: 'what a camera wrote goes to the vendor',
    file: 'packages/image-sharp/src/sharp-image-work.ts',
    find: 'read(bytes).autoOrient()',
    replace: 'read(bytes).keepMetadata().autoOrient()',
    noticedBy: unit('packages/image-sharp/src/sharp-image-work.test.ts', 'cleans a reference: upright, at most 2048 px, without metadata'),
  },
  {
    control: 'age-gate',
    breaks: 'somebody who did not say their age makes pictures',
    file: 'apps/core-api/src/account/acting-account.ts',
    find: 'if (account.ageBand === null)',
    replace: 'if (account.ageBand === undefined)',
    noticedBy: atTheDoor('lets nobody make or buy anything who has not said how old they are'),
  },
];
