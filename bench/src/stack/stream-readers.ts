import { connect } from 'node:net';
import { z } from 'zod';

/*
 * A process that holds many event streams open. It says (to its parent) when all of them have
 * received an event of the name that it was last told to wait for; the first is the one that
 * each stream begins with.
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
/** A pattern of names. */
let awaited = 'queued';
let told = new Set<number>();
/** Of streams that had their result: there is nothing more to hear. */
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
    told = new Set(ended);
    process.send?.({ awaiting: awaited });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

function tell(index: number): void {
  const before = told.size;
  told.add(index);
  if (told.size !== before && told.size === count) process.send?.({ allTold: awaited });
}

/** Resolves when the first event is there. */
function open(
  port: number,
  index: number,
  { submissionId, token }: { submissionId: string; token: string },
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }).setEncoding('latin1');
    socket.write(
      [
        `GET /api/submissions/${submissionId}/events HTTP/1.1`,
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
        tell(index);
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
