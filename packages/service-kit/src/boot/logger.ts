import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { withoutCardNumbers } from '../http/card-numbers.js';

export type { Logger } from 'pino';

/**
 * One JSON line per fact. What may be personal (addresses, names, prompts, tokens, IPs) is never handed to it;
 * the redaction below is the net under that rule, not the rule.
 *
 * @param lines where they go; standard output unless told
 */
export function createLogger(service: string, level: string, lines: DestinationStream = pino.destination(1)): Logger {
  const redact = {
    paths: ['*.email', '*.prompt', '*.password', '*.token', '*.accessToken', '*.refreshToken', '*.authorization', '*.cookie', '*.ip'],
    remove: true,
  };
  return pino({ name: service, level, redact, serializers: { err: describeError } }, lines);
}

/** An error without what vendors and drivers append to it: parameters, bodies, row values. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    // A database error's message can quote a value («Key (email)=(…) already exists» stands in `detail`, which is left out).
    message: withoutCardNumbers(error.message).slice(0, 300),
    ...(typeof code === 'string' ? { code } : {}),
    stack: withoutCardNumbers(error.stack?.split('\n').slice(1, 8).join('\n') ?? ''),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

/** Nest's own words at boot, through the same logger. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug(String(message)),
    error: (message: unknown) =>
      logger.error(message instanceof Error ? { err: message } : { note: withoutCardNumbers(String(message)).slice(0, 300) }, 'nest'),
    warn: (message: unknown) => logger.warn(withoutCardNumbers(String(message)).slice(0, 300)),
    debug: (message: unknown) => logger.debug(String(message)),
    verbose: (message: unknown) => logger.trace(String(message)),
  };
}
