import type { Command } from 'commander';
import { fieldLines, print } from '../answer.js';
import { runningStack, type RunningStack } from '../running-stack.js';

export function addInfoCommand(program: Command): void {
  program
    .command('info')
    .description('addresses and secrets of the running stack')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => {
      const info = describeStack(runningStack());
      print({ json: info, text: fieldLines(info) }, json);
    });
}

function describeStack({ runtime, folder, secrets: { vendors } }: RunningStack): Record<string, unknown> {
  return {
    profile: runtime.profile,
    webUrl: runtime.webUrl,
    coreApiUrl: runtime.coreApiUrl,
    privacyServiceUrl: runtime.privacyServiceUrl,
    vendorsUrl: runtime.vendorsUrl,
    inboxUrl: `${runtime.vendorsUrl}/inbox`,
    databaseUrl: runtime.databaseUrl,
    keyStoreUrl: runtime.keyStoreUrl,
    queueUrl: runtime.queueUrl,
    objectsDir: folder.objectsDir,
    logsDir: folder.logsDir,
    keysUrl: `${runtime.webUrl}/.well-known/keepword-keys.json`,
    controlSecret: runtime.controlSecret,
    webhookSecrets: {
      stripe: vendors.stripeWebhookSecret,
      creem: vendors.creemWebhookSecret,
      replicate: vendors.replicateWebhookSecret,
      resend: vendors.resendWebhookSecret,
    },
    privacyMailbox: runtime.privacyMailbox,
    inboundSmtpUrl: runtime.inboundSmtpPort === null ? null : `smtp://127.0.0.1:${runtime.inboundSmtpPort}`,
  };
}
