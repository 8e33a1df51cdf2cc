import type { Breach, RunLog } from '../verify/run-log.ts';

/** Faults within this time of a submission may have affected it. */
const nearMs = 3_000;

/** What happened to a submission's row, to its user and to the stack, in order of time. */
export function renderTimeline({ submissionId, number }: Breach, log: RunLog): string[] {
  const story = log.stories.find(({ planned }) => planned.number === number);
  const ids = new Set([submissionId, ...(story?.submissions ?? []).map(({ id }) => id)]);
  const own = [
    ...log.changes
      .filter((change) => ids.has(change.submissionId))
      .map(({ atMs, submissionId: id, from, to, attempt, verdict }) => ({
        atMs,
        text: `row ${id.slice(0, 8)}: ${from ?? '-'} -> ${to ?? '-'}, attempt ${attempt} ${verdict ?? ''}`,
      })),
    ...(story?.notes ?? []).map(({ atMs, text }) => ({ atMs, text: `user: ${text}` })),
    ...log.seen
      .filter((seen) => ids.has(seen.submissionId))
      .map(({ atMs, mark }) => ({ atMs, text: `seen: ${mark}` })),
  ];
  const times = own.map(({ atMs }) => atMs);
  const [firstMs, lastMs] = [Math.min(...times) - nearMs, Math.max(...times) + nearMs];
  const faults = log.faults
    .filter(({ atMs, endedAtMs }) => atMs <= lastMs && (endedAtMs ?? Infinity) >= firstMs)
    .flatMap(({ kind, process, atMs, endedAtMs }) => [
      { atMs, text: `fault: ${kind} of ${process}` },
      ...(endedAtMs === null ? [] : [{ atMs: endedAtMs, text: `recovered: ${process}` }]),
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
