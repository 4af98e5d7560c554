import { verifyCertificateFile } from '@keepword/contracts';
import { verifyCertificate } from '@keepword/data-rights';
import { Input, Route, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

/** For whoever holds a certificate, years later and without an account. */
@Controller()
export class CertificateVerificationsController {
  constructor(@Inject(PLATFORM) private readonly platform: Pick<PrivacyPlatform, 'proofKeys'>) {}

  @Route(verifyCertificateFile)
  verify(@Input(verifyCertificateFile) { body }: InputOf<typeof verifyCertificateFile>) {
    const bytes = Buffer.from(body.file, 'base64');
    const { valid, problems } = verifyCertificate(bytes, this.platform.proofKeys.published);
    // What a file claims that nobody signed is not repeated: it would look like ours.
    return { valid, problems, file: valid ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : null };
  }
}
