import {
  getRecordOfProcessing,
  listConsoleEvidence,
  listConsoleRecipients,
  putRecipientAgreement,
  type ConsoleRecipient,
  type RecipientAgreement as AgreementView,
} from '@keepword/contracts';
import { PostgresEvidence, PostgresRecipientAgreements, type RecipientAgreement } from '@keepword/database';
import { recordedRecipients, recordOfProcessing, recordOfProcessingRows, type DataCategory } from '@keepword/policy';
import { csvLine, type Instant } from '@keepword/primitives';
import { Input, ProblemException, Route, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

@Controller()
export class RecordsController {
  readonly #agreements = new PostgresRecipientAgreements();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getRecordOfProcessing)
  async record(@Req() request: FastifyRequest) {
    const { profile, environment, exporting, policyVersion, clock } = this.platform;
    const record = recordOfProcessing(profile, environment.PRIVACY_MAILBOX, placesOf(exporting.map));
    if (request.headers.accept?.startsWith('text/csv')) {
      const text = recordOfProcessingRows(record).map(csvLine).join('');
      return new StreamableFile(Buffer.from(text, 'utf8'), {
        type: 'text/csv; charset=utf-8',
        disposition: 'attachment; filename="record-of-processing.csv"',
      });
    }
    return { ...record, policyVersion, generatedAt: clock.now().toISOString(), recipients: await this.#recipients() };
  }

  @Route(listConsoleRecipients)
  async recipients() {
    return { items: await this.#recipients(), nextCursor: null };
  }

  @Route(listConsoleEvidence)
  async evidence() {
    const found = await new PostgresEvidence(this.platform.storage.database).newest();
    const items = found.map(({ id: _id, at, validUntil, places, ...measured }) => ({
      ...measured,
      at: at.toISOString(),
      validUntil: validUntil.toISOString(),
      places: [...places],
    }));
    return { items, nextCursor: null };
  }

  @Route(putRecipientAgreement)
  async agree(@Input(putRecipientAgreement) { params, body }: InputOf<typeof putRecipientAgreement>): Promise<AgreementView> {
    const { profile, storage, clock } = this.platform;
    if (!recordedRecipients(profile).some(({ id }) => id === params.id)) throw new ProblemException('/problems/not-found');
    const agreement = { recipientId: params.id, kind: params.kind, ...body };
    const at = clock.now();
    await storage.transactions.transaction(null, (uow) => this.#agreements.put(uow, agreement, at));
    return agreementView(agreement, at);
  }

  async #recipients(): Promise<ConsoleRecipient[]> {
    const { profile, storage, clock, publication } = this.platform;
    const agreements = await storage.transactions.transaction(null, (uow) => this.#agreements.list(uow));
    return recordedRecipients(profile).map((recipient) => ({
      ...recipient,
      receives: [...recipient.receives],
      region: publication.regions.find(({ store }) => store === recipient.name)?.jurisdiction ?? null,
      agreements: agreements.filter(({ recipientId }) => recipientId === recipient.id).map((one) => agreementView(one, clock.now())),
    }));
  }
}

/** An agreement holds through its last day, wherever that ends. */
function agreementView(agreement: RecipientAgreement, at: Instant): AgreementView {
  const { expiresOn } = agreement;
  return { ...agreement, isExpired: expiresOn !== null && at.toISOString().slice(0, 10) > expiresOn };
}

/** Tables and prefixes in which something of a category lies, by the data map. */
function placesOf({ columns, prefixes }: PrivacyPlatform['exporting']['map']): ReadonlyMap<DataCategory, readonly string[]> {
  const found = new Map<DataCategory, Set<string>>();
  const add = (category: DataCategory, place: string) => {
    const places = found.get(category) ?? new Set();
    found.set(category, places.add(place));
  };
  for (const { table, annotation } of columns) if (annotation.personal) add(annotation.category, table);
  for (const { prefix, category } of prefixes) add(category, `objects ${prefix}`);
  return new Map([...found].map(([category, places]) => [category, [...places]]));
}
