import { createServer, type ListenOptions, type Server } from 'node:net';

/**
 * Below the ports that the system assigns to outgoing connections (from 32768 on Linux), one of which
 * could take the port before the server binds it.
 */
const firstPort = 20_000;
const ranges = 120;
const rangeSize = 100;
let ownRange: Promise<number> | undefined;
let returned = 0;

/**
 * A TCP port on which nothing on loopback listens at this moment. Each process has its own range, and
 * returns each port of it once before it starts over. Rejects if all of them are in use.
 */
export async function freePort(): Promise<number> {
  const ownFirst = firstPort + (await (ownRange ??= claimRange())) * rangeSize;
  for (let tries = 0; tries < rangeSize; tries += 1) {
    const port = ownFirst + (returned++ % rangeSize);
    const server = await listen({ host: '127.0.0.1', port });
    if (server) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
  throw new Error(`All ports from ${ownFirst} to ${ownFirst + rangeSize - 1} are in use.`);
}

/**
 * The number of a range that no other process has until this one ends. A name in the abstract
 * namespace of Unix sockets stands for it: the kernel releases it however the process ends.
 */
async function claimRange(): Promise<number> {
  for (let tries = 0; tries < ranges; tries += 1) {
    const range = (process.pid + tries) % ranges;
    const claim = await listen({ path: `\0touchstone-ports-${range}` });
    claim?.unref();
    if (claim) return range;
  }
  throw new Error(`${ranges} other processes have each claimed a range of ports.`);
}

/** Null if the address is in use. */
function listen(address: ListenOptions): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}
