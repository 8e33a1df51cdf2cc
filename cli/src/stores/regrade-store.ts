import {
  applyNextProgram,
  listRegradeOutcomes,
  lowerPoints,
  readRegradeProgress,
  reopenApplied,
  startRegrade,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import type { RegradeStore } from '../control/regrade-calls.ts';

/** Students in a page. */
const pageSize = 200;
/** Programs that one call applies. */
const batchSize = 50;

/** `notifyRegraded` gets the submissions whose results were replaced, to tell their students. */
export function regradeStoreIn(
  { kysely }: Database,
  notifyRegraded: (changed: readonly StoredSubmission[]) => Promise<void>,
): RegradeStore {
  return {
    startRegrade: (request) => startRegrade(kysely, request),
    readRegrade: (id) => readRegradeProgress(kysely, id),
    listOutcomes: (regradeId, alsoDown, after) =>
      listRegradeOutcomes(kysely, { regradeId, alsoDown, after, limit: pageSize }),
    beginApplying: (id) => reopenApplied(kysely, id),
    async lowerPoints(regradeId, after) {
      const { lowered, next } = await lowerPoints(kysely, { regradeId, after, limit: pageSize });
      return { lowered: lowered.length, next };
    },
    async applyNext(regradeId, alsoDown) {
      const changed: StoredSubmission[] = [];
      let isLast = false;
      for (let times = 0; times < batchSize && !isLast; times++) {
        const applied = await applyNextProgram(kysely, { regradeId, alsoDown });
        changed.push(...applied.changed);
        isLast = applied.isLast;
      }
      await notifyRegraded(changed);
      return { changed: changed.length, isLast };
    },
  };
}
