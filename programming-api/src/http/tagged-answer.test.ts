import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { matchingTag, tagAnswer } from './tagged-answer.ts';

const content = { text: 'the same again and again, '.repeat(100) };
const answer = await tagAnswer(content);
const { etag } = answer.identity;

test('a tag is strong and depends on the content alone', async () => {
  expect(etag).toMatch(/^"[\w-]{27}"$/);
  expect((await tagAnswer(content)).identity.etag).toBe(etag);
  expect((await tagAnswer({ a: 2 })).identity.etag).not.toBe(etag);
});

test('each encoding has its own tag, since a strong tag identifies exact bytes', () => {
  expect(answer.br?.etag).toBe(`${etag.slice(0, -1)}-br"`);
  expect(answer.gzip?.etag).toBe(`${etag.slice(0, -1)}-gzip"`);
  const plain = JSON.stringify(content);
  expect(String(brotliDecompressSync(answer.br?.body ?? ''))).toBe(plain);
  expect(String(gunzipSync(answer.gzip?.body ?? ''))).toBe(plain);
});

test('small content is not compressed', async () => {
  expect(Object.keys(await tagAnswer({ a: 1 }))).toEqual(['identity', 'cacheHeaders']);
});

test('a tag is found in a list, weakened, or with an encoding', () => {
  const compressed = `${etag.slice(0, -1)}-br"`;
  expect(matchingTag(etag, answer)).toBe(etag);
  expect(matchingTag(`"other", W/${etag}`, answer)).toBe(etag);
  expect(matchingTag(compressed, answer)).toBe(compressed);
  expect(matchingTag('*', answer)).toBe(etag);
});

test('other tags do not match', () => {
  for (const header of [undefined, '', '"other"', etag.slice(1, -1), `${etag.slice(0, -1)}-zip"`]) {
    expect(matchingTag(header, answer)).toBeNull();
  }
});
