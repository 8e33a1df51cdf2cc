import { PassThrough } from 'node:stream';
import { ProblemError } from '@touchstone/runtime';
import type { FastifyReply } from 'fastify';

/** In this process; each reads the database while students hand in. */
const maxAtOnce = 4;
/** A client that has taken nothing for so long gets no more. */
const patienceMs = 60_000;
/** When somebody who was refused may try again. */
const retrySeconds = 10;

/** Waits until the client has taken what was written. Rejects if the client has left. */
type Write = (bytes: string | Uint8Array) => Promise<void>;

/** Sends files that are made while they are sent, so that memory stays flat however large they are. */
export interface Exports {
  /**
   * Sends what `fill` writes. If that fails on the way the connection breaks, so that half a file never looks
   * like a whole one. @throws ProblemError 429 if others are being sent
   */
  send(
    reply: FastifyReply,
    file: { type: string; name: string },
    fill: (write: Write) => Promise<unknown>,
  ): FastifyReply;
}

export function createExports(): Exports {
  let running = 0;
  return {
    send(reply, { type, name }, fill) {
      if (running >= maxAtOnce) {
        throw new ProblemError('rate-limited', {
          detail: 'Other files are being downloaded. Try again in a few seconds.',
          retryAfterSeconds: retrySeconds,
        });
      }
      running += 1;
      const stream = new PassThrough();
      void fill((bytes) => write(stream, bytes))
        .then(
          () => stream.end(),
          (error: unknown) => stream.destroy(error as Error),
        )
        .finally(() => (running -= 1));
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  };
}

async function write(stream: PassThrough, bytes: string | Uint8Array): Promise<void> {
  if (stream.destroyed) throw new Error('The client has left.');
  if (stream.write(bytes)) return;
  await new Promise<void>((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer);
      stream.off('drain', onDrain).off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = (): void => end();
    const onClose = (): void => end(new Error('The client has left.'));
    const timer = setTimeout(
      () => end(new Error('The client has taken nothing for a minute.')),
      patienceMs,
    );
    stream.on('drain', onDrain).on('close', onClose);
  });
}
