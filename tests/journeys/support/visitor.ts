import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { StackInfo } from './stack.js';

export interface VisitorOptions extends BrowserContextOptions {
  /** Statuses that this visit is meant to meet, for example the 404 of a page that is not there. */
  readonly expectedStatuses?: readonly number[];
}

/** One browser of one person, watched: what it complains about, whom it talks to, what it keeps. */
export class Visitor {
  readonly #complaints: string[] = [];
  readonly #origins = new Set<string>();
  readonly #visited: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly info: StackInfo,
    private readonly expectedStatuses: ReadonlySet<number>,
    private readonly scriptless: boolean,
  ) {}

  static async open(browser: Browser, info: StackInfo, { expectedStatuses = [], ...options }: VisitorOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: info.webUrl, acceptDownloads: true, ...options });
    context.setDefaultTimeout(30_000);
    const visitor = new Visitor(context, await context.newPage(), info, new Set(expectedStatuses), options.javaScriptEnabled === false);
    visitor.#listen();
    return visitor;
  }

  #listen(): void {
    const { context, page } = this;
    page.on('framenavigated', (frame) => frame === page.mainFrame() && this.#visited.push(frame.url()));
    page.on('load', () => this.#visited.push('(loaded)'));
    context.on('weberror', (error) => this.#complaints.push(`uncaught: ${error.error().message}`));
    context.on('console', (message) => {
      // A failed load is also seen as a response, with its address and status.
      if (!['error', 'warning'].includes(message.type()) || message.text().startsWith('Failed to load resource')) return;
      this.#complaints.push(`${message.type()} on the console: ${message.text()}`);
    });
    context.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (!/^https?:/.test(origin)) return;
      this.#origins.add(origin);
      const within = request.isNavigationRequest() ? origin : new URL(request.frame().url()).origin;
      if (within !== origin) this.#complaints.push(`a page of ${within} asked ${origin}`);
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? 'no reason';
      // Leaving a page ends its event stream, and a download is not shown as a page: neither is a failure.
      // A browser without scripts does not fetch them either.
      if (reason !== 'net::ERR_ABORTED' && !(this.scriptless && reason === 'csp'))
        this.#complaints.push(`${request.method()} ${request.url()} failed: ${reason}`);
    });
    context.on('response', (response) => {
      const status = response.status();
      if (status >= 400 && !this.expectedStatuses.has(status))
        this.#complaints.push(`${response.request().method()} ${response.url()} answered ${status}`);
    });
  }

  /** Everything that went wrong in this browser so far; empty when nothing did. */
  complaints(): readonly string[] {
    return [...this.#complaints];
  }

  /** The last addresses that the page went to, and when a document was loaded anew: tells a page that was opened again from one that changed. */
  lastVisited(): readonly string[] {
    return this.#visited.slice(-8);
  }

  origins(): readonly string[] {
    return [...this.#origins].toSorted();
  }

  /** What this browser keeps of us. Cookies ignore ports, so one that a vendor's stand-in had set would show here too. */
  async keeps(): Promise<{ readonly cookies: readonly string[]; readonly localStorage: number }> {
    const cookies = await this.context.cookies();
    const onOurPages = this.page.url().startsWith(this.info.webUrl);
    return {
      cookies: cookies.map(({ name }) => name),
      localStorage: onOurPages ? await this.page.evaluate<number>('localStorage.length') : 0,
    };
  }

  /** Status of a GET with this browser's cookie; redirects are not followed. */
  async statusOf(path: string): Promise<number> {
    const response = await this.context.request.get(new URL(path, this.info.webUrl).toString(), { maxRedirects: 0 });
    return response.status();
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
