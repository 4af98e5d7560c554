import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react';

const explanations: Record<string, string> = {
  'foreign-form': 'Nothing was done. Go back, reload the page and send the form again.',
  underage: 'The age that was given is below what this service is open to. The account is closed and what it held is being erased.',
  'account-closed': 'It was closed, and nothing can be made or bought with it.',
};

export function errorTitle(error: unknown): string {
  return wordsFor(error).title;
}

export function ErrorPage() {
  const { status, title, text } = wordsFor(useRouteError());
  return (
    <section className="page measure">
      <p className="overline">{status}</p>
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      <p>
        <Link to="/">Back to the beginning</Link>
      </p>
    </section>
  );
}

function wordsFor(error: unknown): { status: number; title: string; text: string } {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  return { status, ...words(status, isRouteErrorResponse(error) ? error.data : null) };
}

function words(status: number, said: unknown): { title: string; text: string } {
  const { title, reason } = (said ?? {}) as { title?: string; reason?: string };
  if (status === 404) {
    return {
      title: 'There is nothing here',
      text: 'The address may be mistyped, or what was here has been deleted. We cannot tell which: deleted things leave no trace to look up.',
    };
  }
  if (reason && title) return { title, text: explanations[reason] ?? '' };
  if (status >= 500) {
    return {
      title: status === 503 ? 'Not available right now' : 'Something went wrong on our side',
      text: 'Nothing was charged for what did not happen. Please try again in a moment.',
    };
  }
  return { title: title ?? 'That did not work', text: 'Nothing was changed.' };
}
