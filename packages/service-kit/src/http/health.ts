import type { FastifyInstance } from 'fastify';

export interface ReadinessCheck {
  readonly name: string;
  /** Resolves when the thing answers; throws when it does not. */
  check(): Promise<void>;
}

/** `/healthz`: this process runs. `/readyz`: all that it needs answers, each within 2 s. */
export function addHealthRoutes(app: FastifyInstance, checks: readonly ReadinessCheck[]): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(checks.map(async ({ name, check }) => ({ name, ready: await answersInTime(check) })));
    const ready = results.every((result) => result.ready);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', checks: results });
  });
}

async function answersInTime(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), 2_000);
  });
  const answered = check().then(
    () => true,
    () => false,
  );
  const ready = await Promise.race([answered, tooLate]);
  clearTimeout(timer);
  return ready;
}
