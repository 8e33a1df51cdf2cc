import {
  readSubmissionsWithPoints,
  type Database,
  type SubmissionWithPoints,
} from '@touchstone/database';
import { batched } from '@touchstone/runtime';

/** Reads a submission for an event stream; many streams share a query. */
export type ReadRow = (submissionId: string) => Promise<SubmissionWithPoints | null>;

export const createReadRow = ({ kysely }: Pick<Database, 'kysely'>): ReadRow =>
  batched(async (ids: readonly string[]) => {
    const found = await readSubmissionsWithPoints(kysely, ids);
    const byId = new Map(found.map((stored) => [stored.submission.id, stored]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  });
