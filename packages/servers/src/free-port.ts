import { createServer } from 'node:net';

/**
 * Below those that systems give to outgoing connections by themselves (from 32768 on Linux), any of
 * which may take a port before the server does that it was looked up for.
 */
const firstPort = 20_000;
const processes = 120;
const portsEach = 100;
let handedOut = 0;

/**
 * A TCP port that nothing on loopback listens on at this moment. Each process has ports of its own,
 * and gives out each once before it begins anew. Rejects when all of them are in use.
 */
export async function freePort(): Promise<number> {
  const ownFirst = firstPort + (process.pid % processes) * portsEach;
  for (let tried = 0; tried < portsEach; tried += 1) {
    const port = ownFirst + (handedOut++ % portsEach);
    if (await isFree(port)) return port;
  }
  throw new Error(`All ports from ${ownFirst} to ${ownFirst + portsEach - 1} are in use.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}
