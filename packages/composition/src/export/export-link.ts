import { createHmac } from 'node:crypto';
import type { Id } from '@keepword/primitives';
import type { PlatformEnvironment } from '../environment.js';

/**
 * The secret of an export's mailed link. It follows from the export's id and the installation's key, so that the mail can be written at any
 * time and nobody has to keep it; the export itself knows its digest only, and without that row it opens nothing.
 */
export function exportCapability({ SUBJECT_HASH_KEY }: Pick<PlatformEnvironment, 'SUBJECT_HASH_KEY'>, exportId: Id): string {
  const key = createHmac('sha256', SUBJECT_HASH_KEY).update('export capabilities').digest();
  return createHmac('sha256', key).update(exportId).digest('base64url');
}

/** What the mail leads to: a page of the web client, which fetches the file with the same secret. */
export function exportLink(environment: Pick<PlatformEnvironment, 'SUBJECT_HASH_KEY' | 'WEB_URL'>, exportId: Id): string {
  return `${environment.WEB_URL}/exports/${exportId}?capability=${exportCapability(environment, exportId)}`;
}
