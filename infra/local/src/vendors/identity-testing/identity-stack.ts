import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock } from '@keepword/primitives';
import { testDatabase } from '@keepword/testkit';
import { githubVendor } from '../github/github-vendor.js';
import { googleVendor } from '../google/google-vendor.js';
import type { AuthMail } from '../supabase/auth-mails.js';
import type { MailedLink } from '../supabase/auth-service.js';
import { supabaseVendor } from '../supabase/supabase-vendor.js';
import type { VendorSecrets } from '../vendor.js';
import { startVendorHost } from '../vendor-host.js';

export const webUrl = 'http://127.0.0.1:39999';
export const redirectUri = `${webUrl}/auth/callback`;

export const secrets: VendorSecrets = {
  supabaseAnonKey: 'anon-key',
  supabaseServiceRoleKey: 'service-role-key',
  googleClientId: 'google-client',
  googleClientSecret: 'google:secret/+',
  githubClientId: 'github-client',
  githubClientSecret: 'github-secret',
  stripeSecretKey: '',
  stripeWebhookSecret: '',
  creemApiKey: '',
  creemWebhookSecret: '',
  replicateApiToken: '',
  replicateWebhookSecret: '',
  falKey: '',
  resendApiKey: '',
  resendWebhookSecret: '',
  smtpUser: '',
  smtpPassword: '',
};

export type IdentityStack = Awaited<ReturnType<typeof startIdentityStack>>;

/** The three stand-ins over real HTTP and a database of the suite's own, with a clock that the suite moves and the mails that were sent. */
export async function startIdentityStack(mailedLink: MailedLink = 'token-hash') {
  const database = await testDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'keepword-identity-'));
  const clock = fixedClock(new Date());
  const mails: AuthMail[] = [];
  const sendMail = async (mail: AuthMail) => void mails.push(mail);
  const start = () =>
    startVendorHost({
      port: 0,
      controlSecret: 'control',
      clock,
      dataDir,
      databaseUrl: database.url,
      webUrl,
      coreApiUrl: webUrl,
      privacyServiceUrl: webUrl,
      secrets,
      vendors: [supabaseVendor({ sendMail, mailedLink }), googleVendor, githubVendor],
    });
  const host = await start();
  return {
    host,
    /** A second host on the same data, as after a restart; whoever starts it stops it. */
    startAnother: start,
    clock,
    mails,
    databaseUrl: database.url,
    dataDir,
    advance(seconds: number) {
      clock.set(new Date(clock.now().getTime() + seconds * 1_000));
    },
    /** The link of the newest mail to this address. */
    mailedLink(to: string): string {
      const link = /https?:\S+/.exec(mails.findLast((mail) => mail.to === to)?.text ?? '')?.[0];
      if (!link) throw new Error(`no mail with a link to ${to}`);
      return link;
    },
    async stop() {
      await host.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
