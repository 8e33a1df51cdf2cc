import type { IncomingHttpHeaders } from 'node:http';
import {
  attemptAnswerSchema,
  attemptRequestSchema,
  endingAnswerSchema,
  heartbeatRequestSchema,
  returnRequestSchema,
  type AttemptEnding,
  type GraderCall,
} from '@touchstone/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../http/problems.ts';
import { noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Office } from './office.ts';

/** Graders limit output and texts, so their results are far smaller. */
const maxResultBytes = 16 * 1024 * 1024;

/** The calls of graders. They must not be reachable from browsers; nginx does not forward them. */
export function gradingRoutes(
  app: TypedApp,
  { office, isGrader }: { office: Office; isGrader: (headers: IncomingHttpHeaders) => boolean },
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(isGrader(request.headers) ? undefined : new ProblemError('unauthenticated'));
  });

  app.post(
    '/internal/attempts',
    { schema: hidden(attemptRequestSchema, z.union([attemptAnswerSchema, endingAnswerSchema])) },
    async (request) => {
      const outcome = await office.beginAttempt(request.body, callOf(request));
      if (outcome.kind !== 'begun') return answerEnding(outcome.kind);
      const { attempt, source } = outcome;
      return { attempt, source };
    },
  );

  app.post(
    '/internal/results',
    // The office checks the body: a malformed result must end the submission, too.
    { bodyLimit: maxResultBytes, schema: hidden(z.unknown(), endingAnswerSchema) },
    async (request) => answerEnding(await office.storeResult(request.body, callOf(request))),
  );

  app.post(
    '/internal/returns',
    { schema: hidden(returnRequestSchema, endingAnswerSchema) },
    async (request) => {
      const ending = await office.handBack(request.body, callOf(request));
      // Older graders repeat the call on a 404 until they close.
      if (ending === 'unknown') throw new ProblemError('already-graded', { ending });
      return answerEnding(ending);
    },
  );

  app.post(
    '/internal/heartbeats',
    { schema: hidden(heartbeatRequestSchema, z.strictObject({})) },
    async (request) => {
      await office.heartbeat(request.body);
      return {};
    },
  );
}

/** The schema of a call that the OpenAPI document lacks. */
const hidden = <Body extends z.ZodType, Answer extends z.ZodType>(body: Body, answer: Answer) => ({
  hide: true,
  querystring: noQuery,
  body,
  response: { 200: answer },
});

/**
 * Statuses and problem types are for older graders, which know no `ending`: an upgrade restarts the
 * APIs first.
 */
function answerEnding(ending: AttemptEnding): { ending: AttemptEnding } {
  switch (ending) {
    case 'stored':
    case 'repeated':
    case 'requeued':
      return { ending };
    case 'stale':
      throw new ProblemError('stale-attempt', { ending });
    case 'already-graded':
      throw new ProblemError('already-graded', { ending });
    case 'unknown':
      throw new ProblemError('not-found', { ending });
    case 'invalid':
      throw new ProblemError('invalid-request', { ending });
  }
}

/** A grader sends the id of the request that handed the submission in. */
const callOf = ({ id }: FastifyRequest): GraderCall => ({ requestId: id });
