import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { problemMediaType, requestIdHeader, type ProblemType } from '@touchstone/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemOfError } from './problem-of-error.ts';
import { notFound, problemDocument, ProblemError } from './problems.ts';

/** Logs a fault of ours and answers with the error's problem document. */
export function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOfError(error, request.raw.readableAborted);
  // What is full is no fault, and may be answered often: the metrics count it.
  if (problem.status >= 500 && problem.type !== 'queue-full' && problem.type !== 'storage-full') {
    request.log.error({ err: problem.cause ?? problem }, 'A request failed');
  }
  const { retryAfterSeconds } = problem.members;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  // As bytes, since Fastify adds a charset to JSON texts, which this media type does not have.
  return reply
    .code(problem.status)
    .type(problemMediaType)
    .header('cache-control', 'no-store')
    .header(requestIdHeader, request.id)
    .send(Buffer.from(JSON.stringify(problemDocument(problem, request.id))));
}

/** Answers kept back at once; more are given at once. */
const maxKeptBack = 2_000;

export function answerErrorsWithProblems(app: FastifyInstance): void {
  let keptBack = 0;
  /** So that a flood that heeds no answer is as slow as its connections are few. */
  const keepBack = async (ms: number, request: FastifyRequest): Promise<void> => {
    if (keptBack >= maxKeptBack) return;
    keptBack += 1;
    // Nobody looks at it any more, and it may be large.
    request.body = undefined;
    await delay(ms);
    keptBack -= 1;
  };
  app.setErrorHandler(async (error, request, reply) => {
    const afterMs = error instanceof ProblemError ? error.members.answerAfterMs : undefined;
    if (afterMs !== undefined) await keepBack(afterMs, request);
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

/** Answers what is not even HTTP: there is no request yet, only a socket. */
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
