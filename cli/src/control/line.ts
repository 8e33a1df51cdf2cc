import type { Socket } from 'node:net';

/**
 * Reads the one line that the other side sends, as text without its line end. Rejects when the
 * connection ends or is silent for `timeoutMs` before the line is whole, and past `maxBytes`.
 */
export function readLine(
  socket: Socket,
  options: { maxBytes: number; timeoutMs: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;

    socket.on('data', (chunk: Buffer) => {
      const end = chunk.indexOf(0x0a);
      chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
      bytes += chunk.length;
      if (end !== -1) resolve(Buffer.concat(chunks).toString('utf8'));
      else if (bytes > options.maxBytes) reject(new Error('The line is too long.'));
    });
    socket.setTimeout(options.timeoutMs, () => reject(new Error('No line came in time.')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The connection ended within a line.')));
  });
}

export function writeLine(socket: Socket, value: unknown): void {
  socket.end(`${JSON.stringify(value)}\n`);
}
