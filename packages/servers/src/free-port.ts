import { createServer } from 'node:net';

/** A TCP port that nothing on loopback listens on at this moment; the caller should bind it soon. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No TCP address'));
        else resolve(address.port);
      });
    });
  });
}
