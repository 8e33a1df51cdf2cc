import { healthSchema } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import type { TypedApp } from '../http/typed-app.ts';
import type { Metrics } from './metrics.ts';

const service = 'programming-api';
const pingTimeoutMs = 1000;

interface HealthDeps {
  readonly database: Pick<Database, 'ping'>;
  readonly messaging: Pick<Messaging, 'ping'>;
  readonly metrics: Metrics;
  readonly oldRecords: () => Promise<string[]>;
}

export function healthRoutes(
  app: TypedApp,
  { database, messaging, metrics, oldRecords }: HealthDeps,
): void {
  app.get('/health/live', { schema: { response: { 200: healthSchema } } }, () => ({
    ok: true,
    service,
    reasons: [],
  }));

  app.get(
    '/health/ready',
    { schema: { response: { 200: healthSchema, 503: healthSchema } } },
    async (_request, reply) => {
      const answers = await Promise.all([
        reasonAgainst('The database', () => database.ping()),
        reasonAgainst('The messaging', () => messaging.ping()),
      ]);
      const reasons = answers.filter((reason) => reason !== null);
      const ok = reasons.length === 0;
      const warnings = ok ? await oldRecords() : [];
      return reply.code(ok ? 200 : 503).send({ ok, service, reasons, warnings });
    },
  );

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

/** Null when the ping is answered in time. The error itself may name addresses, so it stays here. */
async function reasonAgainst(what: string, ping: () => Promise<void>): Promise<string | null> {
  try {
    await within(ping(), pingTimeoutMs, what);
    return null;
  } catch {
    return `${what} does not answer.`;
  }
}
