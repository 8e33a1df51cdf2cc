import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import type { ProcessChannel } from '../framed-process.ts';
import { SandboxError } from '../sandbox.ts';
import type { Launcher } from './launch.ts';
import { Supervisor } from './supervisor.ts';

/** Requests sandboxes from a launcher on a Unix socket, one per connection (launcher-protocol.ts). */
export const createLauncherClient = (socket: string): Launcher => ({
  async launch(preload) {
    const connection = connect({ path: shortest(socket) });
    try {
      await once(connection, 'connect');
    } catch (cause) {
      throw new SandboxError(`no launcher answers at ${socket}: ${(cause as Error).message}`, {
        cause,
      });
    }
    const supervisor = new Supervisor(connectionChannel(connection));
    connection.write(`${JSON.stringify({ preload })}\n`);
    return supervisor;
  },
  partsOf: ({ parts }) =>
    parts === null
      ? Promise.reject(new SandboxError('the launcher did not report the parts of the sandbox'))
      : Promise.resolve(parts),
});

/** How long a launcher may take to kill a sandbox whose connection was ended. */
const killMs = 5_000;

/** The other end of the connection is the supervisor itself; its keeper kills it when the connection ends. */
function connectionChannel(connection: Socket): ProcessChannel {
  return {
    pid: undefined,
    write: (bytes) => void connection.write(bytes),
    end: (bytes) => void connection.end(bytes),
    kill: () => {
      if (connection.destroyed) return;
      connection.end();
      const timer = setTimeout(() => connection.destroy(), killMs);
      connection.once('close', () => clearTimeout(timer));
    },
    listen: ({ onBytes, onDiagnosis, onEnd }) => {
      connection.on('data', onBytes);
      connection.once('error', (error) => onDiagnosis(error.message));
      connection.once('close', onEnd);
    },
  };
}

/** A socket's path may have about a hundred bytes: a longer one may be shorter when it is relative. */
function shortest(socket: string): string {
  const fromHere = path.relative(process.cwd(), socket);
  return fromHere.length < socket.length ? fromHere : socket;
}
