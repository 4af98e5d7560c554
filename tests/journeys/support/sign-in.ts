import type { Page } from 'playwright-core';
import { linkTo } from './inbox.js';
import type { ProfileName } from './stack.js';
import type { Visitor } from './visitor.js';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** How a person gets from the sign-in page to being signed in, under each profile. */
const ways: Readonly<Record<ProfileName, (visitor: Visitor, person: Person) => Promise<void>>> = {
  fluxkrea: (visitor, person) => withVendor(visitor, person, 'GitHub'),
  fluxgen: (visitor, person) => withVendor(visitor, person, 'Google'),
  fluxkontextpro: (visitor, person) => withVendor(visitor, person, 'Google'),
  fluxchat: withNewPassword,
  fluxvision: withMailedLink,
};

/** Signs a new person in from the sign-in page and answers the age question; ends where they wanted to go. */
export async function signInForTheFirstTime(visitor: Visitor, person: Person): Promise<void> {
  const { page } = visitor;
  await goToTheAgeQuestion(visitor, person);
  await page.getByLabel('Age in years').fill('34');
  await page.getByRole('button', { name: 'Go on' }).click();
  await leaveTheAgeQuestion(visitor);
}

/** Signs a person in who was here before, from the sign-in page. */
export function signInAgain(visitor: Visitor, person: Person): Promise<void> {
  return visitor.info.profile === 'fluxchat' ? withPassword(visitor, person) : ways[visitor.info.profile](visitor, person);
}

/** From the sign-in page to what every new person is asked. */
export async function goToTheAgeQuestion(visitor: Visitor, person: Person): Promise<void> {
  await ways[visitor.info.profile](visitor, person);
  await visitor.page.getByRole('heading', { name: 'How old are you?' }).waitFor();
}

/** The masthead knows the person already on the page with the question, so it does not tell when the answer has been taken. */
export async function leaveTheAgeQuestion({ page }: Visitor): Promise<void> {
  await page.getByRole('heading', { name: 'How old are you?' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** The ways of this kind that a profile may offer; each has its own words on the button. */
export async function withVendor({ page }: Visitor, { name, email }: Person, vendor: 'Google' | 'GitHub'): Promise<void> {
  await page.getByRole('link', { name: `Continue with ${vendor}` }).click();
  await page.getByRole('heading', { name: `Sign in with ${vendor}` }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function withNewPassword(visitor: Visitor, { email, password }: Person): Promise<void> {
  const { page, info } = visitor;
  await page.getByRole('link', { name: 'New here? Open an account' }).click();
  // Both pages have a field of this name: what is typed before the next page stands is lost with the last one.
  await page.getByRole('heading', { name: 'Open an account' }).waitFor();
  await page.getByLabel('Mail address').fill(email);
  await page.getByLabel('Password').fill(`${password}-the-first`);
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  const confirmation = await linkTo(info, email);
  await openMailedLink(page, confirmation);
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();

  await page.getByRole('link', { name: 'Forgotten password' }).click();
  await page.getByRole('heading', { name: 'Forgotten password' }).waitFor();
  await page.getByLabel('Mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await openMailedLink(page, await linkTo(info, email, new Set([confirmation])));
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Set it and sign in' }).click();
}

async function withPassword({ page }: Visitor, { email, password }: Person): Promise<void> {
  await page.getByLabel('Mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function withMailedLink({ page, info }: Visitor, { email }: Person): Promise<void> {
  await page.getByLabel('Mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await openMailedLink(page, await linkTo(info, email));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What a person does with a link they were sent. */
async function openMailedLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
}
