import { connect } from 'node:net';
import { addressOf } from '@touchstone/contracts';
import { z } from 'zod';

/*
 * A process with many open event streams. It notifies its parent when all of them have received an
 * event with the awaited name; at first that is the event that each stream starts with. Raw sockets
 * and a search in the text, since a parser for each of thousands of streams would slow the readers.
 */

const messageSchema = z.union([
  z.object({
    open: z.object({
      port: z.number(),
      streams: z.array(z.object({ submissionId: z.string(), token: z.string() })),
    }),
  }),
  z.object({ awaitEvent: z.string() }),
]);
export type ReadersMessage = z.infer<typeof messageSchema>;

const openAtOnce = 50;
/** A pattern for names. */
let awaited = 'queued';
let received = new Set<number>();
/** Streams that have received their result, after which they get no more events. */
const ended = new Set<number>();
let count = Infinity;

process.on('message', (message) => {
  const parsed = messageSchema.parse(message);
  if ('open' in parsed) {
    const { port, streams } = parsed.open;
    count = streams.length;
    const waiting = streams.entries();
    const openMore = async (): Promise<void> => {
      for (const [index, stream] of waiting) await open(port, index, stream);
    };
    void Promise.all(Array.from({ length: openAtOnce }, openMore));
  } else {
    awaited = parsed.awaitEvent;
    received = new Set(ended);
    process.send?.({ awaiting: awaited });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

function noteReceived(index: number): void {
  const before = received.size;
  received.add(index);
  if (received.size !== before && received.size === count) process.send?.({ allReceived: awaited });
}

/** Resolves when the first event has arrived. */
function open(
  port: number,
  index: number,
  { submissionId, token }: { submissionId: string; token: string },
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }).setEncoding('latin1');
    socket.write(
      [
        `GET ${addressOf('GET /api/submissions/:id/events', { id: submissionId })} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `Authorization: Bearer ${token}`,
        '\r\n',
      ].join('\r\n'),
    );
    let rest = '';
    socket.on('data', (chunk: string) => {
      rest += chunk;
      if (rest.startsWith('HTTP/1.1') && !rest.startsWith('HTTP/1.1 200')) {
        throw new Error(`An event stream was refused: ${rest.slice(0, 300)}`);
      }
      if (rest.includes('event: graded\n')) ended.add(index);
      if (new RegExp(`event: ${awaited}\\n`).test(rest)) {
        noteReceived(index);
        resolve();
      }
      rest = rest.slice(-40);
    });
    socket.on('error', (error) => {
      throw error;
    });
    socket.on('close', () => {
      if (!ended.has(index)) throw new Error('An event stream ended early.');
    });
  });
}
