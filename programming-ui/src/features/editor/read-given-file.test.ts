import { expect, it } from 'vitest';
import { givenFileAddress, maxShownBytes, readGivenFile } from './read-given-file.ts';

const plain = 'text/plain; charset=utf-8';
const read = (body: BodyInit, type = plain, status = 200) =>
  readGivenFile('/file', () =>
    Promise.resolve(new Response(body, { status, headers: { 'content-type': type } })),
  );

/** Sends a byte at a time, so that characters are cut in half. */
const byteByByte = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });

it('reads text, whatever its characters and pieces', async () => {
  const text = 'Äpfel\n\u{1f600}\n';
  expect(await read(byteByByte(new TextEncoder().encode(text)))).toEqual({ text, cut: false });
  expect(await read('')).toEqual({ text: '', cut: false });
});

it('shows the first part of a large file, without half a character', async () => {
  expect(await read('x'.repeat(maxShownBytes))).toMatchObject({ cut: false });
  const large = `x${'é'.repeat(4 * 1024 * 1024)}`;
  expect(await read(large)).toEqual({ text: large.slice(0, maxShownBytes / 2), cut: true });
});

it('does not show what is not text', async () => {
  expect(await read('\0\x01', 'application/octet-stream')).toBeNull();
});

it('rejects when the server does not send the file', async () => {
  await expect(read('{}', 'application/problem+json', 404)).rejects.toThrow('404');
});

it('asks for a file in a folder by one part of the path', () => {
  expect(givenFileAddress('a', 'data/two words.txt')).toBe(
    '/api/assignments/a/files/data%2Ftwo%20words.txt',
  );
});
