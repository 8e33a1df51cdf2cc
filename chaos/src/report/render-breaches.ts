import type { RunRecord } from '../verify/run-record.ts';
import type { Breach } from '../verify/run-record.ts';
import { tellStory } from './tell-story.ts';
import type { RunFigures } from './figures.ts';

/** Stories told in full; of the other breaches there is a line each. */
const storiesMax = 5;

/** Each broken promise, with all that is known of the submission in question. */
export function renderBreaches({ findings, mishaps }: RunFigures, record: RunRecord): string[] {
  const { lost, doubled, wrong, untold, mispointed } = findings;
  const breaches = Object.entries({ lost, doubled, wrong, untold, mispointed }).flatMap(
    ([promise, found]) => found.map((breach) => ({ promise, ...breach })),
  );
  const unexplained = findings.internalErrors.filter(({ explained }) => !explained);
  return [
    ...breaches.flatMap((breach, index) => [
      `${breach.promise}: ${nameOf(breach)}: ${breach.why}`,
      ...(index < storiesMax ? tellStory(breach, record).map((line) => `    ${line}`) : []),
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
