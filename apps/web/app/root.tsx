import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { data } from '@remix-run/node';
import { getAccount, getCredits, ProblemError } from '@keepword/contracts';
import { Links, Meta, Outlet, ScrollRestoration, useMatches, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import serif from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2?url';
import { ErrorPage, errorTitle } from './page/error-page.js';
import { PageFooter } from './page/footer.js';
import { PageHeader } from './page/header.js';
import { LateScripts } from './page/late-scripts.js';
import { useNonce } from './page/nonce.js';
import { useStyles } from './page/styles.js';
import { clock, environment } from './platform/boot.server.js';
import { imageLooks } from './platform/catalogue.server.js';
import { logFailure } from './platform/log.server.js';
import { activeProfile, feedbackOffered, imagesOffered, privacyPage, promiseLines } from './platform/policy.server.js';
import { Visit } from './platform/visit.server.js';

export const links: LinksFunction = () => [
  { rel: 'preload', href: serif, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' },
];

export const meta: MetaFunction<typeof loader> = ({ data: root, error }) => [
  { title: error === undefined ? (root?.brand.name ?? 'Keepword') : errorTitle(error) },
];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const [person, looks] = await Promise.all([readPerson(visit), anyLooks()]);
  const { digest, version } = privacyPage;
  return data(
    {
      brand: activeProfile.brand,
      policy: { version, digest },
      promises: promiseLines,
      offers: { studio: imagesOffered, looks, feedback: feedbackOffered },
      demoEngine: environment.demoEngine,
      csrf: visit.csrfToken,
      now: clock.now().toISOString(),
      person,
    },
    { headers: visit.headers() },
  );
}

/** Null for everybody who is not signed in, also when a session ended elsewhere: the page itself sends them to the sign-in. */
async function readPerson(visit: Visit) {
  if (!visit.signedIn) return null;
  try {
    const [account, credits] = await Promise.all([visit.api.call(getAccount), visit.api.call(getCredits)]);
    const { displayName, email, preferences } = account;
    return { name: displayName ?? email, preferences, credits: { available: credits.available, held: credits.held } };
  } catch (error) {
    if (!(error instanceof ProblemError)) logFailure('the account could not be read', error);
    return null;
  }
}

async function anyLooks(): Promise<boolean> {
  try {
    return (await imageLooks()).length > 0;
  } catch (error) {
    logFailure('the Looks could not be listed', error);
    return false; // pages that need core-api say what is wrong; the policy stays readable without it
  }
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root');
  const ownFrame = useMatches().some(({ handle }) => (handle as { ownFrame?: true } | undefined)?.ownFrame);
  const nonce = useNonce();
  const styles = useStyles();
  const theme = root?.person?.preferences.theme ?? 'system';
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <Meta />
        <Links />
        <style id="styles" nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: styles }} />
        {root ? <style nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: brandTokens(root.brand) }} /> : null}
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        {ownFrame ? (
          children
        ) : (
          <>
            <PageHeader />
            <main id="main" tabIndex={-1}>
              {children}
            </main>
            <PageFooter />
          </>
        )}
        <ScrollRestoration nonce={nonce} />
        <LateScripts />
      </body>
    </html>
  );
}

function brandTokens(
  brand: Record<'accentLight' | 'accentInkLight' | 'accentDark' | 'accentInkDark' | 'groundLight' | 'groundDark', string>,
): string {
  return `:root{--accent:light-dark(${brand.accentLight},${brand.accentDark});--accent-ink:light-dark(${brand.accentInkLight},${brand.accentInkDark});--ground:light-dark(${brand.groundLight},${brand.groundDark})}`;
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
