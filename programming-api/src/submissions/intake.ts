import {
  findReusableAndUngraded,
  insertQueuedTogether,
  type Database,
  type HandIn,
  type StoredSubmission,
  type TryInsert,
} from '@touchstone/database';
import { batched } from '@touchstone/runtime';

/** The two statements of a usual hand-in. While many hand in at once, those that wait share a statement. */
export interface Intake {
  find(handIn: HandIn): Promise<Awaited<ReturnType<typeof findReusableAndUngraded>>[number]>;
  tryInsert: TryInsert;
}

export function createIntake({ kysely }: Pick<Database, 'kysely'>): Intake {
  const insert = async (
    handIns: readonly HandIn[],
  ): Promise<readonly (StoredSubmission | null)[]> => {
    try {
      return await insertQueuedTogether(kysely, handIns);
    } catch (error) {
      if (handIns.length === 1) throw error;
      // One of them may be at fault: its user was deleted just now, say. Each is then inserted alone.
      return handIns.map(() => null);
    }
  };
  return {
    find: batched((handIns) => findReusableAndUngraded(kysely, handIns)),
    tryInsert: batched(insert),
  };
}
