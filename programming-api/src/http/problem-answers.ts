import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { problemMediaType, type ProblemType } from '@touchstone/contracts';
import { pause, problemDocument, ProblemError, sendProblem } from '@touchstone/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemOfError } from './problem-of-error.ts';
import { notFound } from './problems.ts';

export const answerProblem = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => sendProblem(reply, problemOfError(error, request.raw.readableAborted));

/** Beyond this number of delayed answers, answers are sent immediately. */
const maxDelayed = 2_000;

export function answerErrorsWithProblems(app: FastifyInstance): void {
  let delayed = 0;
  /** Limits a flood that ignores answers: each of its connections is slow. */
  const delayAnswer = async (ms: number, request: FastifyRequest): Promise<void> => {
    if (delayed >= maxDelayed) return;
    delayed += 1;
    // It is not needed any more, and may be large.
    request.body = undefined;
    await pause(ms);
    delayed -= 1;
  };
  app.setErrorHandler(async (error, request, reply) => {
    const afterMs = error instanceof ProblemError ? error.members.answerAfterMs : undefined;
    if (afterMs !== undefined) await delayAnswer(afterMs, request);
    return answerProblem(error, request, reply);
  });
  app.setNotFoundHandler(() => {
    throw notFound('page');
  });
}

const clientErrors: Readonly<Record<string, { type: ProblemType; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    type: 'headers-too-large',
    detail: 'The request headers are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    type: 'invalid-request',
    detail: 'The request took too long to arrive.',
  },
};

/** Answers what is not well-formed HTTP: there is no request yet, only a socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { type, detail } = clientErrors[error.code ?? ''] ?? {
    type: 'invalid-request',
    detail: 'The request is not well-formed HTTP.',
  };
  const problem = new ProblemError(type, { detail });
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(problem, requestId));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
