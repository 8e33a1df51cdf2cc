import { expect, it } from 'vitest';
import { errorsOf } from './call.ts';
import { calls } from './calls.ts';

it('names each call once, by a method and a path', () => {
  const ids = Object.values(calls).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const name of Object.keys(calls)) {
    expect(name).toMatch(/^(?:GET|POST|PUT|DELETE) (?:\/:?[a-z-]+(?:Id|\.csv|\.zip)?)+$/);
  }
});

it('adds the errors that follow from what a call is', () => {
  const ofDraft = errorsOf('PUT /api/drafts/:assignmentId', calls['PUT /api/drafts/:assignmentId']);
  expect(ofDraft).toEqual(
    expect.arrayContaining(['draft-conflict', 'unauthenticated', 'not-found', 'forbidden']),
  );
  const ofList = errorsOf('POST /api/assignments', calls['POST /api/assignments']);
  expect(ofList).toContain('unsupported-media-type');
  expect(ofList).not.toContain('unauthenticated');
  expect(ofList).not.toContain('forbidden');
});
