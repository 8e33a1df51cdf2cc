import { openPostgres, type Database } from '@touchstone/database';
import { acquireDataLock } from '../control/data-lock.ts';
import { warn } from '../ground/terminal.ts';
import { freePorts } from './ports.ts';
import { createPostgres } from './servers.ts';

/** Starts the PostgreSQL of a stack that does not run, and of it nothing else; stops it after `use`. */
export async function withStoppedStack<T>(
  folder: string,
  command: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const lock = await acquireDataLock(folder, command);
  try {
    const [port = 0] = await freePorts(1);
    const postgres = createPostgres({ folder, port, durable: true, onNotice: warn });
    await postgres.process.start();
    try {
      const database = openPostgres({ url: postgres.url(), maxConnections: 1 });
      try {
        return await use(database);
      } finally {
        await database.close();
      }
    } finally {
      await postgres.process.stop();
    }
  } finally {
    await lock.release();
  }
}
