import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ProblemError } from './problems.ts';

const methods: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
];

/** Collects the routes added from now on. The returned function adds 405 answers for their other methods. */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const methodsOfUrl = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methodsOfUrl.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methodsOfUrl.set(url, known);
  });
  return () => {
    for (const [url, known] of [...methodsOfUrl]) {
      const others = methods.filter((method) => !known.has(method));
      const allow = methods.filter((method) => known.has(method)).join(', ');
      if (others.length === 0) continue;
      app.route({
        method: others,
        url,
        schema: { hide: true },
        // Before the body is parsed: its type does not matter here.
        onRequest: (_request, reply, done) => {
          void reply.header('allow', allow);
          done(new ProblemError('method-not-allowed', { detail: `Allowed here: ${allow}.` }));
        },
        handler: () => undefined,
      });
    }
  };
}
