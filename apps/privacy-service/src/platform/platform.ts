import type { CaseDesk, ExportDatabase, Foundation, ProofKeys } from '@keepword/composition';
import type { ErasureRunStore } from '@keepword/data-rights';
import type { Publication } from '@keepword/policy';
import type { StaffSignInPorts } from '@keepword/staff';

export interface PrivacyPlatform extends Foundation {
  /** The version in force. */
  readonly publication: Publication;
  readonly staff: StaffSignInPorts;
  /** What is held of somebody, and whose an export is, under the role that reads across people for their own sake. */
  readonly exporting: ExportDatabase;
  readonly proofKeys: ProofKeys;
  /** Where requests about data are worked on, under a role of its own. */
  readonly desk: CaseDesk;
  readonly erasures: Pick<ErasureRunStore, 'find' | 'page' | 'claim' | 'save'>;
}

export const PLATFORM = Symbol('PrivacyPlatform');
