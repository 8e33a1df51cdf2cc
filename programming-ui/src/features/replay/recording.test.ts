import type { TestResult } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { traceOf } from '../../testing/traces.ts';
import { difference } from './recording.ts';

const failed: TestResult = {
  name: 'T.test_a',
  title: 'A',
  outcome: 'failed',
  message: 'It should be 3.\n\nPython 3.11 says so:\nTypeError',
  call: null,
  expected: '3',
  actual: '2',
  line: null,
  output: null,
  points: null,
  hint: null,
  hidden: false,
};

const differs = (
  test: Partial<TestResult>,
  outcome: { passed: boolean; message: string | null } | null,
  outcomeFrom: 'server' | 'page' | null = 'server',
) => difference({ test: { ...failed, ...test }, outcomeFrom }, { ...traceOf([]), outcome });

it('says whether the outcome here is another one than on the server', () => {
  expect(differs({}, { passed: false, message: failed.message })).toBe('');
  expect(differs({}, { passed: true, message: null })).toBe(
    'This test failed on the server. Here it passes.',
  );
  expect(differs({ outcome: 'passed', message: null }, { passed: false, message: 'No.' })).toBe(
    'This test passed on the server. Here it fails.',
  );
  expect(differs({}, { passed: false, message: 'It should be 4.' })).toBe(
    'This test also failed on the server, but for another reason.',
  );
  expect(differs({}, { passed: true, message: null }, 'page')).toBe(
    'This test failed before. Now it passes.',
  );
});

it('compares nothing with the outcome of another program, or of a recording that was cut', () => {
  expect(differs({}, { passed: true, message: null }, null)).toBe('');
  expect(differs({}, null)).toBe('');
});
