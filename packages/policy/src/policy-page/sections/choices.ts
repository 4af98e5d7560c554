import type { Profile } from '../../profile-schema.js';
import { capitalised, listed } from '../../wording.js';
import { list, paragraph, table, type Block, type Section } from '../document.js';
import { categoriesWords, originWords } from '../words.js';

type Consent = Profile['consents'][number];
type CookieCategory = Profile['cookies']['categories'][number];

const consentWords: Readonly<Record<string, string>> = {
  'analytics-cookies': 'Cookies and events for analytics',
  'direct-marketing': 'Direct marketing',
  'google-authentication': 'Sign-in through Google',
  guardian: 'A minor using the service',
  marketing: 'Promotions, tutorials and product news by mail',
  'marketing-cookies': 'Marketing cookies',
  'preference-cookies': 'Preference cookies',
  'statistical-cookies': 'Statistical cookies',
  training: 'Training of AI models',
  'training-own': 'Training of our own AI models',
  'training-third-party': 'Training of AI models of third parties',
  'usage-analytics': 'Analytics of use',
};

const controlWords: Readonly<Record<string, string>> = {
  'account-dashboard': 'your account dashboard',
  'cookie-banner': 'the cookie banner',
  'guardian-link': "the guardian's mail",
  none: 'not offered',
  'settings/privacy': 'Settings → Privacy',
  'sign-in-button': 'the sign-in button',
};

/** The choices that are the person's own, and what holds until they choose. */
export function choicesSection(profile: Profile): Section {
  const offered = profile.consents.filter(({ model }) => model !== 'none');
  const absent = profile.consents.filter(({ model }) => model === 'none');
  return {
    id: 'choices',
    heading: 'Your choices',
    blocks: [
      ...(offered.length === 0
        ? [paragraph('There is nothing optional to agree to.')]
        : [
            table(
              'Choices',
              ['Choice', 'Until you choose', 'Concerns', 'Where', 'Origin'],
              offered.map((consent) => [
                consentText(consent),
                initialState(consent),
                categoriesWords(consent.appliesTo),
                controlWords[consent.control] ?? consent.control,
                originWords[consent.origin],
              ]),
            ),
          ]),
      ...absent.map(({ purpose, origin }) =>
        paragraph(
          `${consentWords[purpose] ?? capitalised(purpose)} does not take place, so there is no switch for it (${originWords[origin].toLowerCase()}).`,
        ),
      ),
      ...(offered.some(({ model }) => model === 'opt-out')
        ? [
            paragraph(
              'Switching training off also takes what you made before out of every set that has not been used yet. A model that was already trained cannot forget it.',
            ),
          ]
        : []),
    ],
  };
}

function initialState({ control, initialState: state }: Consent): string {
  if (control === 'sign-in-button') return 'nothing happens before you press it';
  if (control === 'guardian-link') return 'nothing happens before a guardian agrees';
  return state === 'granted' ? 'on, until you switch it off' : 'off, until you switch it on';
}

function consentText({ purpose, target, doubleOptIn }: Consent): string {
  const own = target === 'own-models' ? ', our own only' : '';
  const confirmed = doubleOptIn ? ', confirmed by a second click in a mail' : '';
  return `${consentWords[purpose] ?? capitalised(purpose)}${own}${confirmed}`;
}

const cookieWords: Readonly<Record<CookieCategory['id'], string>> = {
  analytics: 'Analytics: to understand how the product is used',
  essential: 'Essential: sign-in and session',
  marketing: 'Marketing: to follow what visitors do on this site',
  necessary: 'Necessary: sign-in and session',
  preference: 'Preference: to remember settings',
  session: 'Session: sign-in and session',
  statistical: 'Statistical: to count how the site is used',
};

const forbiddenCookieWords: Readonly<Record<string, string>> = {
  analytics: 'analytics cookies',
  'cross-site-tracking': 'cookies that follow you across sites',
  marketing: 'marketing cookies',
};

/** Which cookies exist and how to steer them. */
export function cookiesSection({ cookies }: Profile): Section {
  const forbidden = cookies.forbidden ?? [];
  return {
    id: 'cookies',
    heading: 'Cookies',
    blocks: [
      paragraph('A cookie is a short text that a site stores in your browser and reads again at your next visit.'),
      ...(cookies.maxCookies === 1
        ? [paragraph('There is exactly one cookie. It keeps you signed in and ends with your session, in the browser and on our side.')]
        : []),
      table(
        'Kinds of cookies',
        ['Kind', 'Consent', 'Origin'],
        cookies.categories.map((category) => [cookieText(category), cookieConsent(category), originWords[category.origin]]),
      ),
      ...(forbidden.length === 0 ? [] : [list(forbidden.map((id) => `Never: ${forbiddenCookieWords[id] ?? id}`))]),
      ...steering(cookies),
    ],
  };
}

function cookieText({ id, limited, firstPartyOnly }: CookieCategory): string {
  return `${cookieWords[id]}${limited ? ', to a limited extent' : ''}${firstPartyOnly ? ', by ourselves only' : ''}`;
}

function cookieConsent({ consent }: CookieCategory): string {
  if (consent === 'not-required') return 'not needed, since the site does not work without it';
  return consent === 'opt-in' ? 'only after you agree' : 'only when you choose a setting';
}

function steering({ manageVia, banner }: Profile['cookies']): Block[] {
  const ways = { banner: 'the cookie banner', browser: 'the settings of your browser', 'account-dashboard': 'your account dashboard' };
  if (manageVia.length === 0) return banner ? [] : [paragraph('There is no cookie banner, because there is nothing to choose.')];
  return [
    paragraph(
      `You can steer cookies through ${listed(
        manageVia.map((way) => ways[way]),
        'or',
      )}. Without the necessary ones you cannot stay signed in; without the others nothing else changes. A browser that sends Global Privacy Control counts as a refusal.`,
    ),
  ];
}
