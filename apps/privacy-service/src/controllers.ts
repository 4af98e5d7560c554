import { CasesController } from './cases/cases-controller.js';
import { MailWebhookController } from './cases/mail-webhook-controller.js';
import { ConsoleCasesController } from './console/cases-controller.js';
import { AuditController } from './console/audit-controller.js';
import { HoldsController } from './console/holds-controller.js';
import { ModerationController } from './console/moderation-controller.js';
import { RecordsController } from './console/records-controller.js';
import { StaffSignInController } from './console/staff-sign-in-controller.js';
import { SubjectsController } from './console/subjects-controller.js';
import { ConsoleErasuresController } from './console/erasures-controller.js';
import { FiguresController } from './console/figures-controller.js';
import { TeamController } from './console/team-controller.js';
import { ErasurePreviewController } from './erasures/erasure-preview-controller.js';
import { CertificateVerificationsController } from './erasures/certificate-verifications-controller.js';
import { ErasuresController } from './erasures/erasures-controller.js';
import { ExportsController } from './exports/exports-controller.js';
import { HoldingsController } from './exports/holdings-controller.js';
import { TimelineController } from './rights/timeline-controller.js';
import { RightsController } from './rights/rights-controller.js';
import { OwnModerationController } from './moderation/own-moderation-controller.js';
import { PolicyController } from './policy/policy-controller.js';

/** Whatever answers a request here. */
export const controllers = [
  PolicyController,
  CasesController,
  ErasuresController,
  CertificateVerificationsController,
  ErasurePreviewController,
  RightsController,
  OwnModerationController,
  TimelineController,
  ExportsController,
  HoldingsController,
  StaffSignInController,
  ConsoleCasesController,
  SubjectsController,
  HoldsController,
  ModerationController,
  RecordsController,
  AuditController,
  TeamController,
  ConsoleErasuresController,
  FiguresController,
  MailWebhookController,
];
