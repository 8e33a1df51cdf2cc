import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { EventStream, frameEvent } from './event-stream.ts';

interface Events {
  greeting: { words: string };
}

function open(): { stream: EventStream<Events>; answer: PassThrough } {
  const answer = new PassThrough();
  return { stream: new EventStream<Events>(answer, 1000), answer };
}

test('an event is framed with its name, id and data on one line', () => {
  const frame = frameEvent('graded', { text: 'two\nlines' }, 3);
  expect(frame).toBe('event: graded\nid: 3\ndata: {"text":"two\\nlines"}\n\n');
});

test('a stream starts with the reconnection time and ends after everything that was sent', async () => {
  const { stream, answer } = open();
  stream.send('greeting', { words: 'hello' }, 1);
  await stream.heartbeat();
  stream.end(2500);
  expect(await text(answer)).toBe(
    'retry: 1000\n\n' +
      'event: greeting\nid: 1\ndata: {"words":"hello"}\n\n' +
      ': still here\n\n' +
      'retry: 2500\n\n',
  );
});

test('events after the end are dropped', async () => {
  const { stream, answer } = open();
  stream.end();
  const body = text(answer);
  await body;
  stream.send('greeting', { words: 'too late' });
  stream.end();
  expect(await body).not.toContain('too late');
});

test('a reader that reads nothing is disconnected when too much waits', async () => {
  const { stream } = open();
  const closed = new Promise<void>((resolve) => stream.onClose(resolve));
  const words = 'x'.repeat(100_000);
  for (let sent = 0; sent < 20 && stream.isOpen; sent++) stream.send('greeting', { words });
  expect(stream.isOpen).toBe(false);
  await closed;
});

test('a heartbeat calls its handler', async () => {
  const { stream, answer } = open();
  stream.onHeartbeat(() => {
    stream.send('greeting', { words: 'missed' });
    return Promise.resolve();
  });
  await stream.heartbeat();
  stream.end();
  expect(await text(answer)).toContain('missed');
});
