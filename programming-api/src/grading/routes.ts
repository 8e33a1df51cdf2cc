import type { IncomingHttpHeaders } from 'node:http';
import {
  attemptAnswerSchema,
  attemptRequestSchema,
  heartbeatRequestSchema,
  returnRequestSchema,
  type GraderCall,
} from '@touchstone/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notFound, ProblemError } from '../http/problems.ts';
import { noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Office } from './office.ts';

/** A result carries its output and each test's; a grader keeps it far below. */
const resultMaxBytes = 16 * 1024 * 1024;

/** The calls of graders. Whoever opens them to browsers has taken a wrong turn. */
export function gradingRoutes(
  app: TypedApp,
  { office, isGrader }: { office: Office; isGrader: (headers: IncomingHttpHeaders) => boolean },
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(isGrader(request.headers) ? undefined : new ProblemError('unauthenticated'));
  });

  app.post(
    '/internal/attempts',
    {
      schema: {
        hide: true,
        querystring: noQuery,
        body: attemptRequestSchema,
        response: { 200: attemptAnswerSchema },
      },
    },
    async (request) => {
      const outcome = await office.beginAttempt(request.body, callOf(request));
      switch (outcome.kind) {
        case 'begun':
          return { attempt: outcome.attempt };
        case 'already-graded':
          throw new ProblemError('already-graded');
        case 'unknown':
          throw notFound('submission');
      }
    },
  );

  app.post(
    '/internal/results',
    {
      bodyLimit: resultMaxBytes,
      // What the body is worth is the office's to say: it must end the submission even so.
      schema: {
        hide: true,
        querystring: noQuery,
        body: z.unknown(),
        response: { 200: z.strictObject({}) },
      },
    },
    async (request) => {
      const outcome = await office.settle(request.body, callOf(request));
      switch (outcome) {
        case 'stored':
        case 'repeated':
          return {};
        case 'stale':
          throw new ProblemError('stale-attempt');
        case 'unknown':
          throw notFound('submission');
        case 'invalid':
          throw new ProblemError('invalid-request', { detail: 'This is not a result.' });
      }
    },
  );

  app.post(
    '/internal/returns',
    {
      schema: {
        querystring: noQuery,
        body: returnRequestSchema,
        response: { 200: z.strictObject({}) },
      },
    },
    async (request) => {
      const outcome = await office.handBack(request.body, callOf(request));
      if (outcome === 'queued') return {};
      throw new ProblemError(outcome === 'stale' ? 'stale-attempt' : 'already-graded');
    },
  );

  app.post(
    '/internal/heartbeats',
    {
      schema: {
        hide: true,
        querystring: noQuery,
        body: heartbeatRequestSchema,
        response: { 200: z.strictObject({}) },
      },
    },
    async (request) => {
      await office.heartbeat(request.body);
      return {};
    },
  );
}

/** A grader has named its call after the request that handed the submission in. */
const callOf = ({ id }: FastifyRequest): GraderCall => ({ requestId: id });
