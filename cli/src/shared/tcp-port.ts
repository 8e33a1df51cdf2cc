import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';

/**
 * Makes sure that a port can be bound, before anything slow is started. Rejects with a
 * CommandError that says what to do.
 */
export async function ensurePortIsFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw portError(error, host, port);
  }
  server.close();
  await once(server, 'close');
}

function portError(error: unknown, host: string, port: number): CommandError {
  const byCode: Partial<Record<string, [string, string]>> = {
    EADDRINUSE: [
      `Port ${port} is in use by another program.`,
      'Stop that program, or choose another port with --port, for example --port 8080.',
    ],
    EACCES: [
      `An ordinary user may not use port ${port}.`,
      'Choose a port above 1023 with --port, for example --port 8080.',
    ],
    EADDRNOTAVAIL: [
      `This machine has no address ${host}.`,
      'Give one of its addresses with --host, or 0.0.0.0 for all of them.',
    ],
    ENOTFOUND: [`${host} is not an address.`, 'Give an address of this machine with --host.'],
  };
  const known = byCode[errorCode(error) ?? ''];
  return known === undefined
    ? new CommandError(`${host}:${port} cannot be bound: ${messageOf(error)}`, {
        cause: error,
      })
    : new CommandError(known[0], { cause: error, next: known[1] });
}
