import { randomBytes } from 'node:crypto';
import {
  ErasureSubject,
  openDatabase,
  pendingReplays,
  platformDataMap,
  PostgresErasure,
  PostgresFreeze,
  readKeys,
  readTableFacts,
  UnprovenWords,
} from '@keepword/database';
import {
  addressKey,
  erasureDeed,
  planErasure,
  signCertificate,
  type Deed,
  type ErasureParticipant,
  type ErasureRunStore,
  type ErasureScope,
  type ErasureWork,
  type LegalHold,
} from '@keepword/data-rights';
import { boundRecipientIds, type Profile } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';
import { BadEnvironment } from '@keepword/service-kit';
import type { DataSource } from 'typeorm';
import { searchErased, type ErasedTraces } from '../evidence/erased-traces.js';
import type { Foundation } from '../foundation.js';
import { readProofKeys } from '../proof-keys.js';
import { vendorIdentity } from '../vendors.js';
import { tellOfCertificate } from './certificate-letter.js';
import { CorrespondenceErasure } from './correspondence-erasure.js';
import { erasureRuns } from './erasure-runs.js';
import { IdentityErasure } from './identity-erasure.js';
import { KeyErasure } from './key-erasure.js';
import { MailErasure } from './mail-erasure.js';
import { ModelErasure } from './model-erasure.js';
import { ObjectErasure } from './object-erasure.js';
import { PayerErasure } from './payer-erasure.js';
import { QueueErasure, type JobsOfSubjects } from './queue-erasure.js';
import { replayAfterRestore, type Replayed } from './replay-after-restore.js';
import { ReplayLog, ReplayLogging } from './replay-log.js';
import { standAgain } from './standing-rights.js';

export interface ErasureParts {
  readonly jobs: JobsOfSubjects;
  /** Names this process: a run that it has is nobody else's until its time is over. At most 120 characters. */
  readonly holder: string;
  /** Whether an export of this person is being prepared. */
  exportsPending(subjectId: SubjectId): Promise<boolean>;
  /** Orders to keep something of this person. */
  holds(subjectId: SubjectId): Promise<readonly LegalHold[]>;
}

/** Where erasures are carried out: planned and begun by a case's deed, and driven run by run. */
export interface ErasureDesk {
  readonly deed: Deed;
  readonly work: ErasureWork;
  readonly store: ErasureRunStore;
  readonly replayLog: ReplayLog;
  /** After a restore, does again what the replay log names; nothing when nothing was restored. */
  replay(): Promise<Replayed>;
  /** Looks everywhere for people who were erased; null while a restore waits to be replayed. */
  searchErased(): Promise<ErasedTraces | null>;
  /** How many erasures have emptied our own places so far. */
  finishedErasures(): Promise<number>;
  /** Resolves when the database answers under the role that erases. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const connectionsMax = 4;

/** @throws BadEnvironment when the role that erases, the signing keys or the folder of the replay log are missing */
export async function openErasure(foundation: Foundation, parts: ErasureParts, applicationName = 'erasure'): Promise<ErasureDesk> {
  const { environment, profile, policyVersion, logger } = foundation;
  if (!environment.ERASURE_DATABASE_URL)
    throw new BadEnvironment('ERASURE_DATABASE_URL: the database as role participant_erasure is needed (found nothing)');
  if (!environment.REPLAY_LOG_DIR)
    throw new BadEnvironment('REPLAY_LOG_DIR: a folder outside the database and its backups is needed (found nothing)');
  const proofKeys = readProofKeys(environment.PROOF_SIGNING_KEYS_FILE);
  const database = await openDatabase(environment.ERASURE_DATABASE_URL, { applicationName, connectionsMax });
  const map = platformDataMap();
  const subject = new ErasureSubject(database, map);
  const replayLog = new ReplayLog(environment.REPLAY_LOG_DIR, environment.SUBJECT_HASH_KEY);
  const store = erasureRuns(foundation.storage);
  const participants = await erasureParticipants(foundation, { database, subject, replayLog, jobs: parts.jobs });
  const plan = async (scope: ErasureScope, subjectId: SubjectId) =>
    planErasure({ map, profile, scope, holds: await parts.holds(subjectId), facts: await readTableFacts(database, map) });
  return {
    store,
    replayLog,
    deed: erasureDeed({
      store,
      profileId: profile.id,
      policyDigest: policyVersion,
      holder: parts.holder,
      plan,
      participants: (scope) => participants.filter((one) => mayBeAsked(one, scope)),
      recipientIds: (scope) => askedRecipients(profile, scope),
      hasPaid: (subjectId) => subject.hasPaid(subjectId),
      addressOf: (subjectId) => subject.addressOf(subjectId),
      exportsPending: (subjectId) => parts.exportsPending(subjectId),
      newCapability: () => randomBytes(32).toString('base64url'),
    }),
    work: {
      store,
      participants,
      plan: async (scope, subjectId) => ({
        plan: await plan(scope, subjectId),
        participants: participants.filter((one) => mayBeAsked(one, scope)),
      }),
      // Chosen by the day that the certificate itself names: the same certificate is signed by the same key, whenever that is.
      sign: (certificate) => signCertificate(certificate, proofKeys.at(new Date(certificate.issuedAt))),
      onError: (error, { runId, stepId }) => logger.warn({ err: error, runId, stepId }, 'a step of an erasure failed; it is tried again'),
      tell: (letter) => tellOfCertificate(foundation, letter),
    },
    replay: () =>
      replayAfterRestore({
        database,
        subject,
        log: replayLog,
        clock: foundation.clock,
        plan,
        participants: participants.filter(({ group }) => group === 'rows' || group === 'objects' || group === 'keys'),
        standAgain: (subjectId, rights) => standAgain(foundation, replayLog, subjectId, rights),
      }),
    async searchErased() {
      if ((await pendingReplays(database)).length > 0) return null;
      const { objects } = foundation.storage;
      return searchErased({ database, objects, log: replayLog, runs: store, subjectsOfJobs: () => parts.jobs.subjects(), plan });
    },
    finishedErasures: () => store.finished(),
    async check() {
      await database.query('SELECT 1');
    },
    close: () => database.destroy(),
  };
}

interface Places {
  /** As the role `participant_erasure`. */
  readonly database: DataSource;
  readonly subject: ErasureSubject;
  readonly replayLog: ReplayLog;
  readonly jobs: JobsOfSubjects;
}

/** Everybody who keeps something of a person under the active profile. */
async function erasureParticipants(foundation: Foundation, places: Places): Promise<readonly ErasureParticipant[]> {
  const { profile, storage, payments, mailer, creations, environment } = foundation;
  const { database, subject, replayLog, jobs } = places;
  const vendors: ErasureParticipant[] = payments.map((provider) => new PayerErasure(provider, (id, name) => subject.payerTraces(id, name)));
  const models = modelRecipient(profile);
  vendors.push(new ModelErasure(creations.provider, (subjectId, of) => subject.predictions(subjectId, of), models));
  if (mailer.contacts) vendors.push(new MailErasure(mailer.contacts, (id) => subject.listedAddresses(id), mailer.id));
  const identity = await vendorIdentity(foundation);
  if (identity) vendors.push(new IdentityErasure(identity, (id) => subject.identityUsers(id), profile.bindings.identity));
  return [
    new PostgresFreeze(database),
    new ReplayLogging(replayLog),
    new QueueErasure(jobs),
    new CorrespondenceErasure(new UnprovenWords(database), async (id) => {
      const address = await subject.addressOf(id);
      return address === null ? null : addressKey(environment.SUBJECT_HASH_KEY, address);
    }),
    new PostgresErasure(database, platformDataMap(), await readKeys(database)),
    new ObjectErasure(storage.objects),
    ...vendors,
    new KeyErasure(storage.keyring),
  ];
}

const modelRecipient = ({ bindings }: Profile) => ({ replicate: 'replicate', fal: 'fal', cog: 'aws' })[bindings.models];

/** A part of the data touches who works on creations, and nobody who knows only the account. */
function mayBeAsked({ group, name }: ErasureParticipant, { kind }: ErasureScope): boolean {
  return kind === 'account' || group !== 'vendors' || name === 'models';
}

/** Where objects and rows lie at somebody's is counted as our own places, not as a recipient's. */
function askedRecipients(profile: Profile, { kind }: ErasureScope): readonly string[] {
  if (kind !== 'account') return [modelRecipient(profile)];
  const { objects, identity, models } = profile.bindings;
  const keeper = { 'cloudflare-r2': 'cloudflare-r2', 'aws-s3': 'aws', 'supabase-storage': 'supabase' }[objects];
  const isOnlyKeeper = !(keeper === 'aws' && models === 'cog') && !(keeper === 'supabase' && identity === 'supabase');
  return boundRecipientIds(profile).filter((id) => !(isOnlyKeeper && id === keeper));
}
