import { messageOf } from '@touchstone/runtime/errors';
import { fastify, type FastifyInstance } from 'fastify';
import { calls, maxBodyBytes, type Holder, type Store } from './calls.ts';

/** Serves the control protocol; not listening yet. Until `store` returns one, calls are refused. */
export async function createControlServer(
  holder: Holder,
  store: () => Store | null,
): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: maxBodyBytes });
  app.setErrorHandler((error, _request, reply) =>
    reply.code(500).send({ message: messageOf(error) }),
  );
  app.get('/status', () => holder);
  for (const [name, { args }] of Object.entries(calls)) {
    app.post(`/${name}`, async (request, reply) => {
      const parsed = args.safeParse(request.body);
      if (!parsed.success) return reply.code(400).send({ message: 'Malformed arguments.' });
      const current = store();
      if (current === null) {
        return reply.code(503).send({ message: 'It is still starting; try again in a moment.' });
      }
      const byName = current as unknown as Record<string, (...given: unknown[]) => unknown>;
      // Serialized here, since Fastify sends nothing for null.
      const answer = (await byName[name]?.(...parsed.data)) ?? null;
      return reply.type('application/json').send(JSON.stringify(answer));
    });
  }
  await app.ready();
  return app;
}
