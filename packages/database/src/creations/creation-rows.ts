import type { Creation, CreationFailure, DeletionMark, Prediction, SealedContent, StoredCreation, StoredOutput } from '@keepword/creations';

/** The columns of `creations c` and `creation_requests r` that make a stored creation. */
export const creationColumns = `c.id, c.subject_id, c.modality, c.state, c.model, c.tier, c.quoted, c.captured, c.used_reference,
  c.failure_type, c.failure_message, c.profile_id, c.policy_version, c.created_at, c.started_at, c.finished_at,
  r.prompt, r.look_id, r.slots, r.parameters`;

export interface CreationColumns {
  readonly id: string;
  readonly subject_id: string;
  readonly modality: 'image';
  readonly state: Creation['state'];
  readonly model: string;
  readonly tier: string;
  readonly quoted: number;
  readonly captured: number | null;
  readonly used_reference: boolean;
  readonly failure_type: CreationFailure['type'] | null;
  readonly failure_message: string | null;
  readonly profile_id: string;
  readonly policy_version: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly prompt: Buffer | null;
  readonly look_id: string | null;
  readonly slots: Buffer | null;
  readonly parameters: Buffer;
}

export function creationOf(row: CreationColumns): Creation {
  const { failure_type: type, failure_message: message } = row;
  return {
    id: row.id,
    subjectId: row.subject_id,
    modality: row.modality,
    state: row.state,
    model: row.model,
    tier: row.tier,
    quoted: row.quoted,
    captured: row.captured,
    usedReference: row.used_reference,
    failure: type === null ? null : { type, message: message ?? '' },
    profileId: row.profile_id,
    policyVersion: row.policy_version,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

export function contentOf({ prompt, look_id: lookId, slots, parameters }: CreationColumns): SealedContent {
  return { prompt, lookId, slots, parameters };
}

/** All outputs of a creation as one JSON value, so that a page takes one statement. */
export const outputsColumn = `(SELECT jsonb_agg(jsonb_build_object('n', o.n, 'mediaType', o.media_type, 'width', o.width, 'height', o.height,
    'bytes', o.bytes, 'objectKey', o.object_key, 'thumbnailKey', o.thumbnail_key, 'thumbHash', encode(o.thumb_hash, 'base64')) ORDER BY o.n)
  FROM creation_outputs o WHERE o.creation_id = c.id) AS outputs`;

export type StoredColumns = CreationColumns & {
  readonly outputs: readonly (Omit<StoredOutput, 'thumbHash'> & { readonly thumbHash: string })[] | null;
};

export function storedOf(row: StoredColumns): StoredCreation {
  const outputs = (row.outputs ?? []).map((output) => ({ ...output, thumbHash: Buffer.from(output.thumbHash, 'base64') }));
  return { creation: creationOf(row), content: contentOf(row), outputs };
}

export const predictionColumns = `p.id AS prediction_id, p.creation_id AS prediction_creation_id, p.subject_id AS prediction_subject_id,
  p.vendor, p.vendor_model, p.vendor_prediction_id, p.state AS prediction_state, p.percent, p.forgotten_at`;

export interface PredictionColumns {
  readonly prediction_id: string | null;
  readonly prediction_creation_id: string;
  readonly prediction_subject_id: string;
  readonly vendor: string;
  readonly vendor_model: string;
  readonly vendor_prediction_id: string | null;
  readonly prediction_state: Prediction['state'];
  readonly percent: number | null;
  readonly forgotten_at: Date | null;
}

export function predictionOf(row: PredictionColumns | undefined): Prediction | null {
  if (!row || row.prediction_id === null) return null;
  return {
    id: row.prediction_id,
    creationId: row.prediction_creation_id,
    subjectId: row.prediction_subject_id,
    vendor: row.vendor,
    vendorModel: row.vendor_model,
    vendorPredictionId: row.vendor_prediction_id,
    state: row.prediction_state,
    percent: row.percent,
    forgottenAt: row.forgotten_at,
  };
}

export interface DeletionColumns {
  readonly deleted_at: Date | null;
  readonly deletable_at: Date | null;
  readonly by_team: boolean | null;
}

export function deletionOf(row: CreationColumns & DeletionColumns): DeletionMark | null {
  const { deleted_at: deletedAt, deletable_at: deletableAt } = row;
  if (!deletedAt || !deletableAt) return null;
  return { creationId: row.id, subjectId: row.subject_id, deletedAt, deletableAt, byTeam: row.by_team === true };
}
