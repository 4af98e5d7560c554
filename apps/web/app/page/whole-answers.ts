const turboStream = /^text\/x-script\b/;
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Makes `fetch` hand a page's data out only when all of it is there. Remix decodes while the data still arrives, and a reading that the next
 * one breaks off meanwhile (a second link, a form's own reading) then ends as an error in the console; broken off here, it ends as what it is,
 * an abort that the router expects. Nothing is lost by it: no loader of ours answers in parts.
 */
export function readAnswersWhole(scope: { fetch: typeof fetch }): void {
  const fetchInParts = scope.fetch.bind(globalThis);
  scope.fetch = async (input, init) => {
    const answer = await fetchInParts(input, init);
    const { status, statusText, headers } = answer;
    if (withoutBody.has(status) || !turboStream.test(headers.get('content-type') ?? '')) return answer;
    return new Response(await answer.arrayBuffer(), { status, statusText, headers });
  };
}
