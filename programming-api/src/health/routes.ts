import { healthSchema } from '@touchstone/contracts';
import { readSchemaState, reasonOfSchema, tryToWrite, type Database } from '@touchstone/database';
import { readStoreRefusal, type Messaging } from '@touchstone/messaging';
import { createReadiness } from '@touchstone/service';
import type { FastifyBaseLogger } from 'fastify';
import type { TypedApp } from '../http/typed-app.ts';
import type { FreeDisk } from '../storage/free-disk.ts';
import type { Metrics } from './metrics.ts';

const service = 'programming-api';
const checkTimeoutMs = 1_000;
/** Long enough for a probe that writes, short enough for whoever waits until all is well again. */
const databaseKeptMs = 2_000;
const messagingKeptMs = 500;

interface HealthDeps {
  readonly database: Pick<Database, 'kysely'>;
  readonly messaging: Pick<Messaging, 'ping'>;
  readonly freeDisk: Pick<FreeDisk, 'reason'>;
  readonly metrics: Metrics;
  readonly oldRecords: () => Promise<string[]>;
  readonly log: FastifyBaseLogger;
}

export function healthRoutes(app: TypedApp, deps: HealthDeps): void {
  const { database, messaging, freeDisk, metrics, oldRecords, log } = deps;
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

  app.get('/health/live', { schema: { response: { 200: healthSchema } } }, () => ({
    ok: true,
    service,
    reasons: [],
  }));

  app.get(
    '/health/ready',
    { schema: { response: { 200: healthSchema, 503: healthSchema } } },
    async (_request, reply) => {
      const found = await readiness();
      const full = freeDisk.reason();
      const reasons = full === null ? found : [...found, full];
      const serves = found.length === 0;
      const ok = reasons.length === 0;
      const warnings = ok ? await oldRecords() : [];
      return reply
        .code(ok ? 200 : 503)
        .send({ ok, service, reasons, warnings, ...(!ok && serves && { serves }) });
    },
  );

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

async function reasonAgainstDatabase(database: Pick<Database, 'kysely'>): Promise<string | null> {
  return reasonOfSchema(await readSchemaState(database.kysely)) ?? (await tryToWrite(database));
}
