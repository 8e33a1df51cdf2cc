import type { Result, TestResult } from '@touchstone/contracts';
import { withoutControls } from '../shared/terminal.ts';
import { inLine } from '../shared/wording.ts';

const marks = { passed: '✓', failed: '✗', error: '✗', skipped: '-' } as const;

/** A result as text: one line for the file, then one for each test that did not pass. */
export function renderResult(file: string, result: Result): string[] {
  const passed = result.tests.filter((test) => test.outcome === 'passed').length;
  const counts = result.tests.length === 0 ? '' : `, ${passed} of ${result.tests.length} tests`;
  const head =
    `${result.correct ? marks.passed : marks.failed} ${file}: ${result.verdict}${counts}, ` +
    `${result.points} points, ${Math.round(result.wallMs)} ms`;
  const tests = result.tests
    .filter((test) => test.outcome !== 'passed')
    .flatMap((test) => renderTest(test, result));
  const output = result.correct || result.tests.length > 0 ? [] : indent(beginningOf(result));
  return [head, ...tests, ...output];
}

function renderTest(test: TestResult, result: Result): string[] {
  return [
    `    ${marks[test.outcome]} ${withoutControls(test.title || test.name)}: ${test.outcome}${inLine(test)}`,
    ...(test.message === null ? [] : indent(test.message)),
    ...renderTerminal(test, result),
    ...(test.hint === null ? [] : indent(`Hint: ${test.hint}`)),
  ];
}

/**
 * The terminal of a case that ran the file as a script, where the input explains the output; or the
 * beginning of the output of a test that printed too much.
 */
function renderTerminal({ name, call, outcome, output }: TestResult, result: Result): string[] {
  const isScriptRun = call === null && name.startsWith('cases.');
  const hasPrintedTooMuch = result.verdict === 'output-limit' && outcome === 'error';
  if ((!isScriptRun && !hasPrintedTooMuch) || output === null) return [];
  const shown = hasPrintedTooMuch ? firstLines(output) : output;
  return indent(shown).map((line) => line.replace(/^ {8}/, '        | '));
}

const beginningOf = ({ verdict, output }: Result) =>
  verdict === 'output-limit' ? firstLines(output) : output;

const maxBeginningLines = 12;

function firstLines(text: string): string {
  const lines = text.split('\n');
  return lines.length > maxBeginningLines
    ? [...lines.slice(0, maxBeginningLines), '…'].join('\n')
    : text;
}

const indent = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `        ${withoutControls(line)}`);
