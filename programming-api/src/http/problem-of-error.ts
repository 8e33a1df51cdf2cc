import type { ProblemType } from '@touchstone/contracts';
import { DatabaseAwayError, isUserGone } from '@touchstone/database';
import { errorCode } from '@touchstone/runtime';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { notFound, ProblemError } from './problems.ts';

/** Fastify's errors that the caller caused, by code. All others are internal errors. */
const frameworkErrors: Readonly<Record<string, { type: ProblemType; detail: string }>> = {
  FST_ERR_BAD_URL: { type: 'invalid-request', detail: 'The address is not well-formed.' },
  FST_ERR_MAX_PARAM_LENGTH: { type: 'not-found', detail: 'There is no such page.' },
  FST_ERR_NOT_FOUND: { type: 'not-found', detail: 'There is no such page.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { type: 'too-large', detail: 'The request body is too large.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    type: 'unsupported-media-type',
    detail: 'The body must be application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    type: 'invalid-request',
    detail: 'The length of the body differs from Content-Length.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { type: 'invalid-request', detail: 'The body is empty.' },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    type: 'invalid-request',
    detail: 'The body is not well-formed JSON.',
  },
  ECONNRESET: { type: 'invalid-request', detail: 'The request was aborted.' },
};

/** Errors of plugins have a status, such as 416 of a file server; the caller caused a 4xx. */
const isClientError = (error: unknown): error is Error & { statusCode: number } =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 500;

/** Codes of sockets and PostgreSQL for a database that is temporarily unavailable. */
const databaseAway =
  /^(?:ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|57P0[1-5]|08\d\d\d|53300)$/;

/** A body can have thousands. */
const maxFaults = 20;

/**
 * The one place that turns errors into answers.
 * @param aborted whether the caller disconnected, so that ECONNRESET is not the database's
 */
export function problemOfError(error: unknown, aborted = false): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new ProblemError(
      'invalid-request',
      {
        detail: 'The request has unknown, missing or malformed fields.',
        errors: error.validation.slice(0, maxFaults).map(({ instancePath, message }) => ({
          path: faultPath(error.validationContext, instancePath),
          message: asSentence(message ?? 'is not as expected'),
        })),
      },
      { cause: error },
    );
  }
  const code = errorCode(error) ?? '';
  const known = code === 'ECONNRESET' && !aborted ? undefined : frameworkErrors[code];
  if (known) return new ProblemError(known.type, { detail: known.detail }, { cause: error });
  if (isClientError(error)) {
    if (error.statusCode === 404) return notFound('page');
    const detail = 'The request cannot be answered in this form.';
    return new ProblemError('invalid-request', { detail }, { cause: error });
  }
  if (isUserGone(error)) {
    const detail = 'The user of this session was deleted.';
    return new ProblemError('unauthenticated', { detail }, { cause: error });
  }
  const isAway = error instanceof DatabaseAwayError || databaseAway.test(code);
  const type = isAway ? 'unavailable' : 'internal-error';
  return new ProblemError(type, type === 'unavailable' ? { retryAfterSeconds: 2 } : {}, {
    cause: error,
  });
}

/** Such as `body.code` or `query.limit`; `body` if the fault is in the whole. */
function faultPath(context: string | undefined, instancePath: string): string {
  const root = context === 'querystring' ? 'query' : (context ?? 'request');
  return [root, ...instancePath.split('/').filter((step) => step !== '')].join('.');
}

function asSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
