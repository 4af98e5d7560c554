import { composeIdentity, openExports, readProofKeys, type ExportWork, type Foundation } from '@keepword/composition';
import { PostgresOneTimeTokens } from '@keepword/database';

/** What exports are written with. @throws BadEnvironment naming the setting that is missing */
export async function openExportWork(foundation: Foundation): Promise<ExportWork> {
  const { environment, profile, storage } = foundation;
  const identity = await composeIdentity(profile, environment, new PostgresOneTimeTokens(storage.database));
  const proofKeys = readProofKeys(environment.PROOF_SIGNING_KEYS_FILE);
  return { foundation, exporting: await openExports(environment, 'worker exports'), proofKeys, identity: identity.provider };
}
