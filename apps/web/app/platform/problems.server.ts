import { ProblemError, type Problem } from '@keepword/contracts';
import { data, redirect } from '@remix-run/node';
import { logFailure } from './log.server.js';
import { detour } from './return-to.server.js';

/** What a form shows when the service said no: a sentence, and per field what is wrong with it. */
export interface Refused {
  refused: { type: string; title: string; detail: string; fields: Record<string, string>; retryAfterSeconds: number | null };
}

/** Whose request it is, a person's or one of the team's: what an answer carries and where a sign-in is. */
export interface Visited {
  readonly request: Request;
  headers(): Headers;
  signInFirst(): never;
}

const waysOut: Record<string, (visit: Visited, path: string) => never> = {
  '/problems/unauthenticated': (visit) => visit.signInFirst(),
  '/problems/age-required': (visit, path) => {
    throw redirect(detour('/sign-in/age', path), { headers: visit.headers() });
  },
  '/problems/underage': (visit) => stop(visit, 'underage'),
  '/problems/account-closed': (visit) => stop(visit, 'account-closed'),
};

/** Runs the calls of a loader. @throws Response for every «no»: the way to the sign-in or the age question, or an error page */
export async function answered<Result>(visit: Visited, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const problem = leaveIfNeeded(visit, error);
    throw data({ title: problem.title }, { status: problem.status === 400 ? 404 : problem.status, headers: visit.headers() });
  }
}

/** Runs the calls of an action: what the person can put right comes back as a value for the form. */
export async function tried<Result>(visit: Visited, work: () => Promise<Result>): Promise<Result | Refused> {
  try {
    return await work();
  } catch (error) {
    const problem = leaveIfNeeded(visit, error);
    return refused(problem, error instanceof ProblemError ? error.retryAfterSeconds : null);
  }
}

/** One part of a page that goes on without it: why it is not there, or what it shows. */
export type Part<Value> = { here: true; value: Value } | { here: false; because: 'not-offered' | 'unavailable' };

/** Runs the call of one part of a page. @throws Response only for what the person has to do first */
export async function part<Value>(visit: Visited, work: () => Promise<Value>): Promise<Part<Value>> {
  try {
    return { here: true, value: await work() };
  } catch (error) {
    return { here: false, because: refusedPart(visit, error) };
  }
}

/** Why something cannot be shown: it is not there, or not now. @throws Response for what the person has to do first, and what is a fault of ours */
export function refusedPart(visit: Visited, error: unknown): 'not-offered' | 'unavailable' {
  const { status } = leaveIfNeeded(visit, error);
  if (status === 404 || status === 410 || status === 501 || status === 403 || status === 400) return 'not-offered';
  if (status >= 500 || status === 429) return 'unavailable';
  throw error;
}

export function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

export function refusal(type: string, title: string, fields: Record<string, string> = {}): Refused {
  return { refused: { type, title, detail: '', fields, retryAfterSeconds: null } };
}

const unreachable: Problem = { type: '/problems/vendor-unavailable', title: 'Not available right now', status: 503 };

function leaveIfNeeded(visit: Visited, error: unknown): Problem {
  if (isUnreachable(error)) {
    logFailure('a service cannot be reached', error);
    return unreachable;
  }
  if (!(error instanceof ProblemError)) throw error;
  const { problem } = error;
  const { pathname } = new URL(visit.request.url);
  waysOut[problem.type]?.(visit, pathname);
  return problem;
}

/** What fetch throws when nobody answers. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error && 'code' in error.cause;
}

function refused({ type, title, detail, errors }: Problem, retryAfterSeconds: number | null): Refused {
  const fields = Object.fromEntries((errors ?? []).map(({ path, message }) => [path, message]));
  return { refused: { type, title, detail: detail ?? '', fields, retryAfterSeconds } };
}

function stop(visit: Visited, reason: string): never {
  throw data({ title: 'This account cannot go on', reason }, { status: 403, headers: visit.headers() });
}
