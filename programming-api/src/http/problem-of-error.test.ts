import { DatabaseAwayError } from '@touchstone/database';
import { expect, test } from 'vitest';
import { problemOfError } from './problem-of-error.ts';
import { problemDocument, ProblemError } from '@touchstone/runtime';

const withCode = (code: string): Error => Object.assign(new Error('secret detail'), { code });

test('a problem is returned unchanged', () => {
  const problem = new ProblemError('forbidden');
  expect(problemOfError(problem)).toBe(problem);
});

test('an unknown error is an internal error and reveals only the id of the request', () => {
  for (const error of [new Error('secret detail'), 'a string', null, withCode('23505')]) {
    expect(problemDocument(problemOfError(error), 'id')).toEqual({
      type: '/problems/internal-error',
      title: 'Internal server error',
      status: 500,
      requestId: 'id',
    });
  }
});

test('an unavailable database results in 503', () => {
  for (const code of ['ECONNREFUSED', '57P01', '53300', 'ECONNRESET']) {
    expect(problemOfError(withCode(code)).status, code).toBe(503);
  }
  expect(problemOfError(new DatabaseAwayError()).status).toBe(503);
});

test('a request that its sender aborted does not mean that the database is unavailable', () => {
  expect(problemOfError(withCode('ECONNRESET'), true).status).toBe(400);
});

test('a 4xx error of a plugin is not an internal error', () => {
  const withStatus = (statusCode: number): Error =>
    Object.assign(new Error('secret detail'), { statusCode });
  expect(problemOfError(withStatus(404)).type).toBe('not-found');
  for (const status of [400, 412, 416]) {
    expect(problemOfError(withStatus(status)).type, String(status)).toBe('invalid-request');
    expect(problemOfError(withStatus(status)).message).not.toContain('secret');
  }
  expect(problemOfError(withStatus(500)).type).toBe('internal-error');
});
