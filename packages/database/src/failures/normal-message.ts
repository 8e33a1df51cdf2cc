import type { Result, TestResult } from '@touchstone/contracts';
import { renameIn } from './normal-code.ts';

/** In characters, of the normalised message. */
const maxLength = 300;

/** The first test that did not pass; null if none ran or all passed. */
export const firstFailing = (result: Pick<Result, 'tests'>): TestResult | null =>
  result.tests.find(({ outcome }) => outcome === 'failed' || outcome === 'error') ?? null;

/**
 * What a message says without what differs from program to program: line numbers, numbers, quoted values
 * and names. What the call returned stays as the kind of its value.
 */
export function normalMessage(
  test: Pick<TestResult, 'message' | 'call' | 'actual' | 'expected'>,
): string {
  const { call, actual, expected } = test;
  let text = withoutTraceback(test.message ?? '');
  if (call !== null) text = text.replaceAll(`\`${call}\``, 'the call');
  // First the longer one, since one may contain the other.
  const values = [
    { value: expected, becomes: 'the right value' },
    { value: actual, becomes: actual === null ? '' : kindOfValue(actual) },
  ];
  for (const { value, becomes } of values) {
    if (value === null || value === '') continue;
    text = text.replace(` be ${value}`, ` be ${becomes}`).replace(` is ${value}`, ` is ${becomes}`);
  }
  return withoutValues(text).slice(0, maxLength);
}

/** The same of a program whose tests did not run: the first lines of what it printed. */
export const normalOutput = (output: string): string =>
  withoutValues(withoutTraceback(output)).slice(0, maxLength);

/** What comes before the traceback, and the exception's type. */
function withoutTraceback(message: string): string {
  const [sentence = '', ...rest] = message.split('\n\n');
  const exception = /^(\w+(?:Error|Exception|Iteration|Interrupt|Exit)):?/m.exec(
    rest.join('\n'),
  )?.[1];
  const kept = sentence
    .split('\n')
    .filter((line) => !/^\s/.test(line))
    .join(' ');
  return exception === undefined ? kept : `${kept} ${exception}`;
}

function withoutValues(text: string): string {
  return text
    .replaceAll(/`([^`]*)`/g, (_, code: string) => `\`${renameIn(code, () => 'x')}\``)
    .replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '"…"')
    .replaceAll(/\d+(?:\.\d+)?/g, 'N')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** What kind of value a Python representation shows. */
function kindOfValue(value: string): string {
  const text = value.trim();
  if (['None', 'True', 'False', '[]', '()', '{}', "''", 'set()'].includes(text)) return text;
  if (/^-?\d+$/.test(text)) return 'an integer';
  if (/^-?(?:\d+\.\d*|\d*\.\d+|inf|nan)(?:e[+-]?\d+)?$/.test(text)) return 'a float';
  if (/^['"]/.test(text)) return 'a text';
  if (text.startsWith('[')) return 'a list';
  if (text.startsWith('(')) return 'a tuple';
  if (text.startsWith('{')) return text.includes(':') ? 'a dict' : 'a set';
  return 'another value';
}
