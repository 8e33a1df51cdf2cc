import { readFailures, type Database } from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import { startRounds, type Rounds } from '../sweeper/rounds.ts';

/** Results that one transaction reads: parsing them takes some milliseconds of this process. */
const batch = 20;
/** In a round; with the pause between two, old results of an upgraded server are read slowly. */
const maxPerRound = 100;

/** Reads from stored results which mistakes students make, apart from what they wait for. */
export function startFailureRounds(deps: {
  database: Database;
  log: FastifyBaseLogger;
  intervalMs: number;
}): Rounds {
  const { database, log, intervalMs } = deps;
  return startRounds({
    intervalMs,
    round: async () => {
      for (let read = 0; read < maxPerRound;) {
        const count = await readFailures(database.kysely, { limit: batch });
        if (count < batch) return;
        read += count;
      }
    },
    onError: (error) => {
      log.warn({ err: error }, 'Failures could not be read; the next round tries again');
    },
  });
}
