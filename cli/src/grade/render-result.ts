import type { Result, TestResult } from '@touchstone/contracts';
import { withoutControls } from '../ground/terminal.ts';

const marks = { passed: '✓', failed: '✗', error: '✗', skipped: '-' } as const;

/** A result for reading: one line for the file, then one for each test that did not pass. */
export function renderResult(file: string, result: Result): string[] {
  const passed = result.tests.filter((test) => test.outcome === 'passed').length;
  const counts = result.tests.length === 0 ? '' : `, ${passed} of ${result.tests.length} tests`;
  const head =
    `${result.correct ? marks.passed : marks.failed} ${file}: ${result.verdict}${counts}, ` +
    `${result.points} points, ${Math.round(result.wallMs)} ms`;
  const tests = result.tests.filter((test) => test.outcome !== 'passed').flatMap(renderTest);
  const output = result.correct || result.tests.length > 0 ? [] : indent(result.output);
  return [head, ...tests, ...output];
}

function renderTest(test: TestResult): string[] {
  const where = test.line === null ? '' : ` (line ${test.line})`;
  return [
    `    ${marks[test.outcome]} ${withoutControls(test.title || test.name)}: ${test.outcome}${where}`,
    ...(test.message === null ? [] : indent(test.message)),
    ...renderTerminal(test),
    ...(test.hint === null ? [] : indent(`Hint: ${test.hint}`)),
  ];
}

/** Of a case for which the file ran as a script: what was typed explains what was printed. */
function renderTerminal({ name, call, output }: TestResult): string[] {
  const isScriptRun = call === null && name.startsWith('cases.');
  if (!isScriptRun || output === null) return [];
  return indent(output).map((line) => line.replace(/^ {8}/, '        | '));
}

const indent = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `        ${withoutControls(line)}`);
