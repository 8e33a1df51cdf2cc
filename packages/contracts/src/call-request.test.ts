import { expect, it } from 'vitest';
import { addressOf, requestOf } from './call-request.ts';
import { calls, type CallName } from './calls.ts';

it('fills in path parameters and the query, and leaves the body', () => {
  const body = { code: 'x', revision: 0 };
  expect(requestOf('PUT /api/drafts/:assignmentId', { assignmentId: 'a/b:$&', body })).toEqual({
    method: 'PUT',
    url: '/api/drafts/a%2Fb%3A%24%26',
    body,
  });
  const slugs = { course: 'first-steps', assignment: 'hello' };
  expect(addressOf('GET /api/courses/:course/assignments/:assignment', slugs)).toBe(
    '/api/courses/first-steps/assignments/hello',
  );
  expect(addressOf('GET /api/me/days', { course: 'one', timeZone: 'Europe/Helsinki' })).toBe(
    '/api/me/days?course=one&timeZone=Europe%2FHelsinki',
  );
});

it('leaves out what is undefined', () => {
  expect(addressOf('GET /api/me', { course: undefined })).toBe('/api/me');
  expect(addressOf('GET /api/courses')).toBe('/api/courses');
});

it('no path parameter is the beginning of another', () => {
  for (const name of Object.keys(calls) as CallName[]) {
    const params = [...name.matchAll(/:\w+/g)].map(([param]) => param);
    for (const param of params) {
      expect(params.filter((other) => other.startsWith(param))).toEqual([param]);
    }
  }
});
