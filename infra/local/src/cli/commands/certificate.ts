import type { Command } from 'commander';
import { UsageError } from '../../launch/usage-error.js';
import { print } from '../answer.js';
import { runningStack } from '../running-stack.js';

const help = `
Checks the signature and every rule that a certificate has of its own. With --keys nothing leaves this machine and no stack has to run: keep a copy
of /.well-known/keepword-keys.json from before you need it. Without --keys the keys are those that the running local stack publishes now.
A key inside the certificate's own file is never believed.

Exit code 0: valid. Anything else: not valid, or not readable; the reason is printed.`;

export function addCertificateCommand(program: Command): void {
  program
    .command('certificate')
    .description('certificates of erasures')
    .command('verify')
    .description('check the certificate of an erasure, offline')
    .argument('<file>', 'the certificate, as it was downloaded')
    .option('--keys <file>', 'published keys that you trust')
    .option('--json', 'as JSON: { valid, problems: [{ code, message }], certificate }')
    .addHelpText('after', help)
    .action(async (file: string, { keys, json = false }: { keys?: string; json?: boolean }) => {
      const { keysIn, publishedKeys, verdictAnswer, verifyCertificateFile } = await import('../verify-certificate.js');
      const trusted = () => (keys === undefined ? publishedKeys(runningStack().runtime.privacyServiceUrl) : keysIn(keys));
      const verdict = await verifyCertificateFile(file, trusted);
      print(verdictAnswer(verdict), json);
      if (!verdict.valid) throw new UsageError('The certificate is not valid.');
    });
}
