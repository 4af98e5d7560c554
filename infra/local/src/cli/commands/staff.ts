import type { Command } from 'commander';
import { fieldLines, print } from '../answer.js';
import { runningStack } from '../running-stack.js';

export function addStaffCommand(program: Command): void {
  program
    .command('staff')
    .description('the compliance team; with OPERATOR_DATABASE_URL, KEYRING_URL and KEYRING_MASTER_KEY also away from the local stack')
    .command('grant')
    .description('make somebody one of the team, or give a member one more role')
    .argument('<email>')
    .argument('<role>', 'privacy-officer, moderator, support or auditor')
    .option('--new-secret', 'give a member a new second factor; the old one stops counting')
    .option('--json', 'as JSON')
    .action(async (email: string, role: string, options: { newSecret?: boolean; json?: boolean }) => {
      const [{ operatorAccess }, { grantStaff }] = await Promise.all([import('../operator-access.js'), import('../grant-staff.js')]);
      const access = operatorAccess(process.env, runningStack);
      const granted = await grantStaff(access, { email, role, replaceSecret: options.newSecret ?? false });
      print({ json: granted, text: fieldLines({ ...granted, otpauthUrl: granted.otpauthUrl ?? keptSecret }) }, options.json ?? false);
    });
}

const keptSecret = 'as before: shown only when it is made (--new-secret makes another)';
