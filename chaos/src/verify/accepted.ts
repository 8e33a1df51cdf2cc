import type { StoredRow } from '../database/audit.ts';
import type { Story } from '../students/story.ts';
import type { Breach, RunLog } from './run-log.ts';

/** A submission that the system accepted. */
export interface AcceptedSubmission {
  readonly id: string;
  /** Null if the database does not have it. */
  readonly row: StoredRow | null;
  /** The planned submission; null if there is none. */
  readonly story: Story | null;
}

/**
 * The submissions that users know, and the others in the database. A row that no user knows may come
 * from a request without an answer, one for each such request; `tooMany` are the others.
 */
export function findAccepted({ stories, rows }: RunLog): {
  accepted: AcceptedSubmission[];
  unacknowledged: number;
  tooMany: Breach[];
} {
  const rowById = new Map(rows.map((row) => [row.id, row]));
  const accepted = stories.flatMap((story): AcceptedSubmission[] =>
    story.submissions.map(({ id }) => ({ id, story, row: rowById.get(id) ?? null })),
  );
  const known = new Set(accepted.map(({ id }) => id));
  const mayBeMore = new Map(stories.map((story) => [story, story.unanswered]));
  const tooMany: Breach[] = [];
  const others = rows.filter(({ id }) => !known.has(id));
  for (const row of others) {
    const own = stories.filter(
      ({ userId, planned }) =>
        userId === row.userId && planned.code === row.code && planned.slug === row.slug,
    );
    const story = own.find((candidate) => (mayBeMore.get(candidate) ?? 0) > 0) ?? null;
    if (story !== null) mayBeMore.set(story, (mayBeMore.get(story) ?? 0) - 1);
    const number = own[0]?.planned.number ?? null;
    if (story === null) {
      tooMany.push({ why: 'accepted, but nobody submitted it', submissionId: row.id, number });
    }
    accepted.push({ id: row.id, row, story: story ?? own[0] ?? null });
  }
  return { accepted, unacknowledged: others.length, tooMany };
}
