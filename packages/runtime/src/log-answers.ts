import type { FastifyInstance } from 'fastify';

/**
 * Logs a line for each answer, with the request's id: at level `info` if there is to be an access log, else
 * at `debug`. Without the client's address, as logs name no users.
 */
export function logAnswers(app: FastifyInstance, { accessLog }: { accessLog: boolean }): void {
  const level = accessLog ? 'info' : 'debug';
  app.addHook('onResponse', ({ method, url, log }, reply, done) => {
    const elapsedMs = Math.round(reply.elapsedTime);
    log[level]({ method, url, status: reply.statusCode, elapsedMs }, 'Answered');
    done();
  });
}
