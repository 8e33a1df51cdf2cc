import { createServer } from 'node:net';

/**
 * Below the ports that the system assigns to outgoing connections (from 32768 on Linux), one of which
 * could take the port before the server binds it.
 */
const firstPort = 20_000;
const ranges = 120;
const rangeSize = 100;
let returned = 0;

/**
 * A TCP port on which nothing on loopback listens at this moment. Each process has its own range, and
 * returns each port of it once before it starts over. Rejects if all of them are in use.
 */
export async function freePort(): Promise<number> {
  const ownFirst = firstPort + (process.pid % ranges) * rangeSize;
  for (let tries = 0; tries < rangeSize; tries += 1) {
    const port = ownFirst + (returned++ % rangeSize);
    if (await isFree(port)) return port;
  }
  throw new Error(`All ports from ${ownFirst} to ${ownFirst + rangeSize - 1} are in use.`);
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
