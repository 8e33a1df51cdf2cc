import { expect, test } from 'vitest';
import { matchingTag, tagAnswer } from './etag.ts';

const { etag } = tagAnswer({ a: 1 });

test('a tag is strong and follows from the content alone', () => {
  expect(etag).toMatch(/^"[\w-]{27}"$/);
  expect(tagAnswer({ a: 1 }).etag).toBe(etag);
  expect(tagAnswer({ a: 2 }).etag).not.toBe(etag);
});

test('a tag is found in a list, weakened, or with an encoding', () => {
  const compressed = `${etag.slice(0, -1)}-br"`;
  expect(matchingTag(etag, etag)).toBe(etag);
  expect(matchingTag(`"other", W/${etag}`, etag)).toBe(etag);
  expect(matchingTag(compressed, etag)).toBe(compressed);
  expect(matchingTag('*', etag)).toBe(etag);
});

test('other tags do not match', () => {
  for (const header of [undefined, '', '"other"', etag.slice(1, -1), `${etag.slice(0, -1)}-zip"`]) {
    expect(matchingTag(header, etag)).toBeNull();
  }
});
