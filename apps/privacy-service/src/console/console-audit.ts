import { problemTypes, type Endpoint } from '@keepword/contracts';
import { PostgresStaffAudit } from '@keepword/database';
import { ENDPOINT, parseInput, ProblemException, staffCallerOf, type StaffCaller } from '@keepword/service-kit';
import type { AuditFact } from '@keepword/staff';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, concatMap, from, map, throwError, type Observable } from 'rxjs';
import type { PrivacyPlatform } from '../platform/platform.js';

/**
 * Writes the team's log from the contracts alone, so that no endpoint can forget it: every command before it is carried out, every answer that
 * asks for a reason before it is handed out, and every refusal of either. What cannot be logged is not done.
 */
export class ConsoleAudit implements NestInterceptor {
  readonly #audit = new PostgresStaffAudit();

  constructor(private readonly platform: Pick<PrivacyPlatform, 'storage' | 'clock'>) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const endpoint = Reflect.getMetadata(ENDPOINT, context.getHandler()) as Endpoint | undefined;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = endpoint?.access === 'staff' ? staffCallerOf(request) : null;
    const asked = endpoint && caller ? factsOf(endpoint, request, caller) : null;
    if (!asked) return next.handle();
    const isCommand = endpoint?.method !== 'GET';
    if (isCommand) await this.#write({ ...asked, outcome: 'asked' });
    else if (asked.reason === null) return next.handle();
    const refused = catchError((error: unknown) => from(this.#refused(asked, error)).pipe(concatMap(() => throwError(() => error))));
    if (isCommand) return next.handle().pipe(refused);
    return next.handle().pipe(
      refused,
      concatMap((answer: unknown) =>
        from(this.#write({ ...asked, targetId: asked.targetId ?? idIn(answer, 'subjectId'), outcome: 'read' })).pipe(map(() => answer)),
      ),
    );
  }

  async #refused(asked: Asked, error: unknown): Promise<void> {
    const { status } = problemTypes[error instanceof ProblemException ? error.type : '/problems/internal'];
    await this.#write({ ...asked, detail: String(status), outcome: 'refused' });
  }

  #write(fact: Omit<AuditFact, 'at'>): Promise<unknown> {
    const { storage, clock } = this.platform;
    return storage.transactions.transaction(null, (uow) => this.#audit.append(uow, { ...fact, at: clock.now() }));
  }
}

type Asked = Omit<AuditFact, 'at' | 'outcome'>;

/** Null for what is no request at all: its handler says what is wrong with it, and nothing was asked. */
function factsOf(endpoint: Endpoint, request: FastifyRequest, { staffId }: StaffCaller): Asked | null {
  const input = parsed(endpoint, request);
  if (!input) return null;
  const { params, query, body } = input;
  return {
    action: `${endpoint.method} ${endpoint.path}`,
    staffId,
    targetId: idIn(params, 'id') ?? idIn(body, 'subjectId') ?? idIn(query, 'id'),
    detail: (textIn(params, 'kind') ?? textIn(body, 'kind') ?? textIn(body, 'decision'))?.slice(0, detailCharsMax) ?? null,
    reason: textIn(query, 'reason') ?? textIn(body, 'reason'),
  };
}

const detailCharsMax = 60;
const idCharsMax = 60;

function parsed(endpoint: Endpoint, { params, query, body }: FastifyRequest) {
  try {
    return parseInput(endpoint, { params, query, body });
  } catch (error) {
    if (error instanceof ProblemException) return null;
    throw error;
  }
}

function idIn(part: unknown, name: string): string | null {
  const found = textIn(part, name);
  return found !== null && found.length <= idCharsMax ? found : null;
}

function textIn(part: unknown, name: string): string | null {
  if (typeof part !== 'object' || part === null) return null;
  const value: unknown = Reflect.get(part, name);
  return typeof value === 'string' ? value : null;
}
