import { fastify, LogController, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logAnswers } from './log-answers.ts';

async function linesOf(accessLog: boolean): Promise<object[]> {
  const lines: object[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as object);
  const app = fastify({
    loggerInstance: pino({ level: 'info' }, { write }),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: () => 'an-id',
  });
  logAnswers(app as unknown as FastifyInstance, { accessLog });
  await app.inject({ url: '/nowhere?page=2', headers: { 'x-forwarded-for': '192.0.2.1' } });
  return lines;
}

it('logs each answer with the id of its request, and not the address', async () => {
  const [line, ...more] = await linesOf(true);
  expect(line).toMatchObject({
    ...{ level: 30, requestId: 'an-id', method: 'GET', url: '/nowhere?page=2', status: 404 },
    elapsedMs: expect.any(Number) as number,
  });
  expect(JSON.stringify(line)).not.toMatch(/192\.0\.2\.1|127\.0\.0\.1/);
  expect(more).toEqual([]);
});

it('logs none at level info without an access log', async () => {
  expect(await linesOf(false)).toEqual([]);
});
