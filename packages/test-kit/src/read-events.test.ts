import { expect, it } from 'vitest';
import { readEvents } from './read-events.ts';

const stream = 'retry: 5\n\nevent: queued\nid: 1\ndata: {"a":"ü"}\n\n: still here\n\ndata: b\n\n';

it.each([1, 3, 1000])('reads a stream that arrives in chunks of %i bytes', async (size) => {
  const bytes = Buffer.from(stream);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += size) {
      yield Promise.resolve(bytes.subarray(start, start + size));
    }
  };
  const events = [];
  for await (const event of readEvents(chunks())) events.push(event);
  expect(events).toEqual([
    { name: 'queued', id: '1', data: '{"a":"ü"}' },
    { name: 'message', id: undefined, data: 'b' },
  ]);
});
