import { resultSchema } from '@touchstone/contracts';
import { markOf } from '../students/story.ts';
import type { Breach, RunLog } from './run-log.ts';

/** Submissions with more than one result, in the history of the database or as users received them. */
export function findDoubled({ stories, seen, rows, changes }: RunLog): Breach[] {
  const numbers = new Map(
    stories.flatMap(({ planned, submissions }) =>
      submissions.map(({ id }) => [id, planned.number] as const),
    ),
  );
  const faults = new Map<string, Set<string>>();
  const add = (id: string, why: string): void => {
    faults.set(id, (faults.get(id) ?? new Set()).add(why));
  };

  for (const { submissionId, from, to } of changes) {
    if (from === 'graded') add(submissionId, `changed after it was graded, to ${to ?? 'nothing'}`);
  }
  const marks = new Map<string, string>();
  for (const { id, result } of rows) {
    const { data } = resultSchema.safeParse(result);
    if (data !== undefined) marks.set(id, markOf(data));
  }
  for (const { submissionId, mark } of seen) {
    const other = marks.get(submissionId) ?? mark;
    marks.set(submissionId, other);
    if (mark !== other)
      add(submissionId, `was received with different results: ${mark}, and ${other}`);
  }
  return [...faults].map(([id, whys]) => ({
    why: [...whys].join('; '),
    submissionId: id,
    number: numbers.get(id) ?? null,
  }));
}
