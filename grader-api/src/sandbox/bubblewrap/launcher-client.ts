import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { SandboxError } from '../sandbox.ts';
import type { Launcher } from './launch.ts';
import { connectedProcess } from './supervisor-process.ts';
import { Supervisor } from './supervisor.ts';

/** Asks whoever listens on a Unix socket for each sandbox: a connection is one (launcher-words.ts). */
export const createLauncherClient = (socket: string): Launcher => ({
  async launch(preload) {
    const connection = connect({ path: shortest(socket) });
    try {
      await once(connection, 'connect');
    } catch (cause) {
      throw new SandboxError(
        `nothing that starts sandboxes answers at ${socket}: ${(cause as Error).message}`,
        { cause },
      );
    }
    const supervisor = new Supervisor(connectedProcess(connection));
    connection.write(`${JSON.stringify({ preload })}\n`);
    return supervisor;
  },
  partsOf: ({ parts }) =>
    parts === null
      ? Promise.reject(new SandboxError('the launcher does not say what the sandbox is made of'))
      : Promise.resolve(parts),
});

/** Paths of sockets hold about a hundred bytes: one that is too long may be short from here. */
function shortest(socket: string): string {
  const fromHere = path.relative(process.cwd(), socket);
  return fromHere.length < socket.length ? fromHere : socket;
}
