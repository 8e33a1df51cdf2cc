import type { Breach, RunLog } from '../verify/run-log.ts';
import { renderTimeline } from './render-timeline.ts';
import type { RunFigures } from './figures.ts';

/** Breaches shown with a timeline; the others get one line each. */
const maxTimelines = 5;

/** Each broken promise, with everything known about its submission. */
export function renderBreaches({ findings, mishaps }: RunFigures, log: RunLog): string[] {
  const { lost, doubled, wrong, notReceived, wrongPoints } = findings;
  const breaches = Object.entries({ lost, doubled, wrong, notReceived, wrongPoints }).flatMap(
    ([promise, found]) => found.map((breach) => ({ promise, ...breach })),
  );
  const unexplained = findings.internalErrors.filter(({ explained }) => !explained);
  return [
    ...breaches.flatMap((breach, index) => [
      `${breach.promise}: ${nameOf(breach)}: ${breach.why}`,
      ...(index < maxTimelines ? renderTimeline(breach, log).map((line) => `    ${line}`) : []),
    ]),
    ...findings.leftOver.map((what) => `left over: ${what}`),
    ...mishaps.map((what) => `mishap: ${what}`),
    ...findings.internalErrors.map(
      ({ submissionId, explained, attempts }) =>
        `internal-error: ${submissionId}, ${explained ? 'explained' : 'NOT explained'} by ` +
        attempts.map(({ number, faults }) => `${number}: ${faults.join(' and ')}`).join('; '),
    ),
    ...(unexplained.length > 0 ? [`${unexplained.length} internal-errors are not explained`] : []),
  ];
}

const nameOf = ({ submissionId, number }: Breach): string =>
  [number === null ? [] : `number ${number}`, submissionId ?? []].flat().join(', ') || 'a user';
