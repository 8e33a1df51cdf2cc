import { connect, type Socket } from 'node:net';
import { controlReplySchema, lineMaxBytes, type ControlReply } from './protocol.ts';
import type { ControlRequest } from './protocol.ts';
import { readLine } from './line.ts';
import { withShortSocketPath } from './socket-path.ts';

/**
 * Connects to the control socket of a folder. Rejects with ENOENT when there is none, and with
 * ECONNREFUSED when the process that made it is gone.
 */
export function connectToHolder(folder: string): Promise<Socket> {
  return withShortSocketPath(
    folder,
    (path) =>
      new Promise((resolve, reject) => {
        const socket = connect({ path, allowHalfOpen: true });
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.off('error', reject);
          resolve(socket);
        });
      }),
  );
}

/** Asks the process that holds a folder; rejects when it does not answer within `timeoutMs`. */
export async function askHolder(
  folder: string,
  request: ControlRequest,
  timeoutMs: number,
): Promise<ControlReply> {
  const socket = await connectToHolder(folder);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const line = await readLine(socket, { maxBytes: lineMaxBytes, timeoutMs });
    return controlReplySchema.parse(JSON.parse(line));
  } finally {
    socket.destroy();
  }
}
