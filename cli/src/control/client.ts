import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import type { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { calls, holderSchema, refusalSchema, type Holder, type Store } from './calls.ts';
import { withShortSocketPath } from './socket-path.ts';

/** A course load checks nothing here, but may wait for a busy database. */
const callTimeoutMs = 120_000;
const statusTimeoutMs = 2_000;

/**
 * Connects to the control socket of a folder. Rejects with ENOENT when there is none, and with
 * ECONNREFUSED when the process that made it is gone.
 */
function connectToHolder(folder: string): Promise<Socket> {
  return withShortSocketPath(folder, async (path) => {
    const socket = connect({ path });
    await once(socket, 'connect');
    return socket;
  });
}

/**
 * True when a process holds the lock of the folder. Connecting is enough to know: the kernel accepts
 * connections for a process that is busy.
 */
export async function isHeld(folder: string): Promise<boolean> {
  try {
    (await connectToHolder(folder)).destroy();
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK') return false;
    if (code === 'EAGAIN') return true;
    throw new CommandError(
      `Cannot connect to the control socket in ${folder}: ${messageOf(error)}.`,
      {
        cause: error,
        next: 'Run the command as the owner of the folder, or name another folder with --data DIR.',
      },
    );
  }
}

/** Null when the holder does not say in time who it is. */
export const readHolder = (folder: string): Promise<Holder | null> =>
  send(folder, { method: 'GET', path: '/status', timeoutMs: statusTimeoutMs })
    .then(({ body }) => holderSchema.parse(body))
    .catch(() => null);

/**
 * The store of the process that holds the lock of a folder. Its calls reject with a CommandError
 * when that process refuses, does not answer, or is of another version of Touchstone.
 */
export function storeOfHolder(folder: string): Store {
  const callOf =
    (name: string, { answer }: { answer: z.ZodType }) =>
    async (...args: unknown[]): Promise<unknown> => {
      const { status, body } = await send(folder, {
        method: 'POST',
        path: `/${name}`,
        timeoutMs: callTimeoutMs,
        body: JSON.stringify(args),
      }).catch((error: unknown) => {
        throw isNotHttp(error) ? otherVersion(folder, error) : noAnswer(folder, error);
      });
      // An unknown call or unknown arguments: both sides are written from the same table.
      if (status === 404 || status === 400) throw otherVersion(folder);
      const read = (status === 200 ? answer : refusalSchema).safeParse(body);
      if (!read.success) throw otherVersion(folder, read.error);
      if (status === 200) return read.data;
      const { message } = read.data as z.infer<typeof refusalSchema>;
      throw new CommandError(`The process that uses ${folder} refused: ${message}`);
    };
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, callOf(name, call)]),
  ) as unknown as Store;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly timeoutMs: number;
  readonly body?: string;
}

async function send(
  folder: string,
  { method, path, timeoutMs, body }: Sent,
): Promise<{ status: number; body: unknown }> {
  const socket = await connectToHolder(folder);
  try {
    const sent = request({
      method,
      path,
      createConnection: () => socket,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { host: 'touchstone', 'content-type': 'application/json', connection: 'close' },
    });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: JSON.parse(await text(response)) };
  } finally {
    socket.destroy();
  }
}

/** Before it was HTTP, the protocol was lines of JSON. */
const isNotHttp = (error: unknown): boolean =>
  error instanceof SyntaxError || (errorCode(error) ?? '').startsWith('HPE_');

const otherVersion = (folder: string, cause?: unknown): CommandError =>
  new CommandError(`The process that uses ${folder} is of another version of Touchstone.`, {
    cause,
    next: 'Restart it with this version, or run the command with its version.',
  });

const noAnswer = (folder: string, cause: unknown): CommandError =>
  new CommandError(`The process that uses ${folder} did not answer: ${messageOf(cause)}`, {
    cause,
    next: 'Check that process, then try again.',
  });
