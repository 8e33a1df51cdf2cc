import { readSchemaState, reasonOfSchema, tryToWrite, type Database } from '@touchstone/database';
import { readStoreRefusal } from '@touchstone/messaging';
import { createReadiness } from '@touchstone/runtime';
import type { FastifyBaseLogger } from 'fastify';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

const service = 'programming-api';
const checkTimeoutMs = 1_000;
/** Long enough for a check that writes, short enough for callers that wait for recovery. */
const databaseKeptMs = 2_000;
const messagingKeptMs = 500;

interface HealthDeps extends Pick<RouteDeps, 'database' | 'messaging' | 'freeDisk' | 'metrics'> {
  readonly graderWarnings: () => Promise<string[]>;
  readonly log: FastifyBaseLogger;
}

export function healthRoutes(app: TypedApp, deps: HealthDeps): void {
  const { database, messaging, freeDisk, metrics, graderWarnings, log } = deps;
  const readiness = createReadiness({
    timeoutMs: checkTimeoutMs,
    checks: [
      {
        reason: 'The database does not answer.',
        check: () => reasonAgainstDatabase(database),
        keepMs: databaseKeptMs,
      },
      {
        reason: 'The messaging does not answer.',
        check: () => readStoreRefusal(messaging),
        keepMs: messagingKeptMs,
      },
    ],
    onFailure: (reason, error) => log.warn({ err: error }, reason),
  });

  app.route({
    ...callRoute('GET /health/live'),
    handler: () => ({ ok: true, service, reasons: [] }),
  });

  const examine = async () => {
    const found = await readiness();
    const full = freeDisk.reason();
    const reasons = full === null ? found : [...found, full];
    const serves = found.length === 0;
    const ok = reasons.length === 0;
    const warnings = ok ? await graderWarnings() : [];
    return { ok, service, reasons, warnings, ...(!ok && serves && { serves }) };
  };

  app.route({
    ...callRoute('GET /health/ready'),
    handler: async (_request, reply) => {
      const health = await examine();
      return reply.code(health.ok ? 200 : 503).send(health);
    },
  });
  metrics.reportReadiness(async () => {
    const { ok, warnings } = await examine();
    return { isReady: ok, warnings: ok ? warnings.length : null };
  });
}

async function reasonAgainstDatabase(database: Pick<Database, 'kysely'>): Promise<string | null> {
  return reasonOfSchema(await readSchemaState(database.kysely)) ?? (await tryToWrite(database));
}
