import {
  allPromises,
  backupRetention,
  currentPublication,
  offersFeature,
  offersModality,
  policyPage,
  profile,
  promiseFor,
  recipients,
  retentionOf,
  type PolicyPage,
  type PromiseLine,
  type PromisePlace,
} from '@keepword/policy';
import { environment } from './boot.server.js';

export const activeProfile = profile(environment.profileId);

export const privacyPage: PolicyPage = policyPage(activeProfile, currentPublication(environment.privacyMailbox));

const places = [
  'prompt',
  'upload',
  'pay',
  'sign-in',
  'delete',
  'age',
  'preferences',
  'result',
  'feedback',
] as const satisfies readonly PromisePlace[];

/** The lines of the active profile by place; a place that the profile does not have is missing. */
export const promiseLines: Partial<Record<PromisePlace, PromiseLine>> = Object.fromEntries(
  places.flatMap((place) => {
    const line = promiseFor(activeProfile, place);
    return line ? [[place, line]] : [];
  }),
);

export const imagesOffered = offersModality(activeProfile, 'image');
export const feedbackOffered = offersFeature(activeProfile, 'feedback');
export const looksOffered = offersFeature(activeProfile, 'looks-with-slots');

/** Every promise of the active profile: what it says, and whether software keeps it already. */
export const promisesOfProfile = allPromises()
  .filter(({ id }) => id.startsWith(`${activeProfile.id}.`))
  .map(({ id, says, kind, control }) => ({ id, says, kind, notYet: 'notYet' in control ? control.notYet : null }));

/** Figures of the active profile that the front page shows. */
export const figures = {
  recipients: recipients(activeProfile).map(({ name }) => name),
  pictures: retentionOf(activeProfile, 'generation.output'),
  /** Null where pictures have a backup rule of their own that ends with them. */
  backupsOfPictures: backupRetention(activeProfile).find(({ scope }) => scope === 'all')?.after ?? null,
  answerWithin: activeProfile.slas.find(({ class: kind }) => kind === 'privacy-request')?.respondWithin ?? null,
  cookiesMax: activeProfile.cookies.maxCookies ?? null,
  promises: promisesOfProfile.length,
  promisesKeptByCode: promisesOfProfile.filter(({ notYet }) => notYet === null).length,
};
