import type { Breach, RunRecord } from '../verify/run-record.ts';

/** Faults so near to a submission's life may have to do with it. */
const nearMs = 3_000;

/** What the row, its user and the breaker say of one submission, in the order of time. */
export function tellStory({ submissionId, number }: Breach, record: RunRecord): string[] {
  const story = record.stories.find(({ planned }) => planned.number === number);
  const ids = new Set([submissionId, ...(story?.submissions ?? []).map(({ id }) => id)]);
  const own = [
    ...record.changes
      .filter((change) => ids.has(change.submissionId))
      .map(({ atMs, submissionId: id, from, to, attempt, verdict }) => ({
        atMs,
        text: `row ${id.slice(0, 8)}: ${from ?? '-'} -> ${to ?? '-'}, attempt ${attempt} ${verdict ?? ''}`,
      })),
    ...(story?.notes ?? []).map(({ atMs, text }) => ({ atMs, text: `user: ${text}` })),
    ...record.seen
      .filter((seen) => ids.has(seen.submissionId))
      .map(({ atMs, mark }) => ({ atMs, text: `seen: ${mark}` })),
  ];
  const times = own.map(({ atMs }) => atMs);
  const [firstMs, lastMs] = [Math.min(...times) - nearMs, Math.max(...times) + nearMs];
  const faults = record.faults
    .filter(({ atMs, endedAtMs }) => atMs <= lastMs && (endedAtMs ?? Infinity) >= firstMs)
    .flatMap(({ kind, process, atMs, endedAtMs }) => [
      { atMs, text: `fault: ${kind} of ${process}` },
      ...(endedAtMs === null ? [] : [{ atMs: endedAtMs, text: `well again: ${process}` }]),
    ]);
  const planned = story?.planned;
  return [
    ...(planned === undefined
      ? []
      : [
          `planned: ${planned.program} for ${planned.slug}, ${planned.verdict}; user ${story?.userId ?? ''}`,
        ]),
    ...[...own, ...faults]
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(({ atMs, text }) => `${new Date(atMs).toISOString().slice(11, 23)} ${text}`),
  ];
}
