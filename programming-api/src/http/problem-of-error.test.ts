import { DatabaseAwayError } from '@touchstone/database';
import { expect, test } from 'vitest';
import { problemOfError } from './problem-of-error.ts';
import { problemDocument, ProblemError } from './problems.ts';

const withCode = (code: string): Error => Object.assign(new Error('secret detail'), { code });

test('a problem stays what it is', () => {
  const problem = new ProblemError('forbidden');
  expect(problemOfError(problem)).toBe(problem);
});

test('what is unknown is our fault, and only the id of the request is told', () => {
  for (const error of [new Error('secret detail'), 'a string', null, withCode('23505')]) {
    expect(problemDocument(problemOfError(error), 'id')).toEqual({
      type: '/problems/internal-error',
      title: 'The fault is ours',
      status: 500,
      requestId: 'id',
    });
  }
});

test('a database that is away is told as 503', () => {
  for (const code of ['ECONNREFUSED', '57P01', '53300', 'ECONNRESET']) {
    expect(problemOfError(withCode(code)).status, code).toBe(503);
  }
  expect(problemOfError(new DatabaseAwayError()).status).toBe(503);
});

test('a request that its sender broke off is not the database being away', () => {
  expect(problemOfError(withCode('ECONNRESET'), true).status).toBe(400);
});

test('what a plugin calls the caller’s fault is not ours', () => {
  const withStatus = (statusCode: number): Error =>
    Object.assign(new Error('secret detail'), { statusCode });
  expect(problemOfError(withStatus(404)).type).toBe('not-found');
  for (const status of [400, 412, 416]) {
    expect(problemOfError(withStatus(status)).type, String(status)).toBe('invalid-request');
    expect(problemOfError(withStatus(status)).message).not.toContain('secret');
  }
  expect(problemOfError(withStatus(500)).type).toBe('internal-error');
});
