import { openPostgres, type Database } from '@touchstone/database';
import { freePort } from '@touchstone/servers';
import { acquireDataLock } from '../control/data-lock.ts';
import { closing } from '../shared/closing.ts';
import { warn } from '../shared/terminal.ts';
import { createPostgres } from './servers.ts';

/** Starts only the PostgreSQL of a stopped stack; stops it after `use`. */
export async function withStoppedStack<T>(
  folder: string,
  command: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const lock = await acquireDataLock(folder, command);
  try {
    const port = await freePort();
    const postgres = createPostgres({ folder, port, durable: true, onNotice: warn });
    await postgres.process.start();
    try {
      return await closing(openPostgres({ url: postgres.url(), maxConnections: 1 }), use);
    } finally {
      await postgres.process.stop();
    }
  } finally {
    await lock.release();
  }
}
