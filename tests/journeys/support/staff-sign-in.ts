import { codeAt } from './authenticator.js';
import { mailTo } from './inbox.js';
import type { TestStack } from './stack.js';
import type { Visitor } from './visitor.js';

type StaffRole = 'privacy-officer' | 'moderator' | 'support' | 'auditor';

/** Makes somebody one of the team and opens the console for them, by the mailed link and the code of their authenticator. */
export async function signInToConsole(stack: TestStack, { page }: Visitor, email: string, role: StaffRole): Promise<void> {
  const { otpauthUrl } = await stack.keepword<{ otpauthUrl: string }>('staff', 'grant', email, role);
  await page.goto('/console');
  await page.getByLabel('Mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  const link = /https?:\/\/\S+\/console\S*/;
  await page.goto(link.exec((await mailTo(stack.info, email, link)).text ?? '')?.[0] ?? '');
  await page.getByLabel('Code of your authenticator').fill(codeAt(otpauthUrl, new Date()));
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
}
