import type { GradingReport } from '@touchstone/contracts';
import type { CourseError } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';

type JudgeRecord = Awaited<ReturnType<Sandbox['record']>>['record'];

/** Lines for a report, without times and memory, which differ from run to run. */
export function renderReport({ verdict, tests, output }: GradingReport): string[] {
  return [
    `  verdict ${verdict}`,
    ...tests.flatMap(({ name, title, outcome, output: printed, ...others }) => [
      `  ${outcome} ${name}${title === name ? '' : ` (${title})`}`,
      ...Object.entries(others)
        .filter(([, value]) => value !== null && value !== false)
        .flatMap(([key, value]) => indented(key, String(value))),
      ...(printed === null ? [] : indented('output', printed)),
    ]),
    ...(output === '' ? [] : indented('output', output)),
  ];
}

/** Lines for a record: one for each test, with its uses in order. */
export const renderRecord = (record: JudgeRecord): string[] =>
  record === null
    ? ['  none']
    : record.tests.map((test) =>
        `  ${test} ${(record.uses[test] ?? []).toSorted().join(' ')}`.trimEnd(),
      );

export const renderFaults = ({ faults }: CourseError): string[] => [
  'not read',
  ...faults.map(({ file, line, message }) => `  ${file}:${line ?? '-'}: ${message}`),
];

const indented = (key: string, text: string): string[] => {
  const [first = '', ...others] = stable(text).split('\n');
  return [`    ${key}: ${first}`, ...others.map((line) => `      ${line}`)];
};

/** Memory addresses and names of temporary files differ each time. */
const stable = (text: string): string =>
  text.replace(/0x[0-9a-f]{6,}/gi, '0x…').replace(/\/tmp\/tmp\w{8}/g, '/tmp/tmp…');
