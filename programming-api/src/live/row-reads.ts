import {
  readPointsOfMany,
  readSubmissions,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import { batched } from './batched.ts';

/** What event streams read of the database, again and again; many streams share a query. */
export interface RowReads {
  /** Null when there is none with that id. */
  submission(id: string): Promise<StoredSubmission | null>;
  /** Of a user in one course, straight from the database. */
  points(of: { userId: string; courseId: string }): Promise<number>;
}

export function createRowReads({ kysely }: Pick<Database, 'kysely'>): RowReads {
  return {
    submission: batched(async (ids: readonly string[]) => {
      const found = await readSubmissions(kysely, ids);
      const byId = new Map(found.map((stored) => [stored.submission.id, stored]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    }),
    points: batched((those: readonly { userId: string; courseId: string }[]) =>
      readPointsOfMany(kysely, those),
    ),
  };
}
