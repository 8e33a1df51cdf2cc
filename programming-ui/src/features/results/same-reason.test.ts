import { expect, it } from 'vitest';
import { testResult } from '../../testing/submissions.ts';
import { groupByReason } from './same-reason.ts';

const missing = 'The tests call `hello`; your file has `helo`.';

it('groups tests with one message, and leaves tests without a message alone', () => {
  const tests = [
    testResult({ outcome: 'error', title: 'One', message: missing }),
    testResult({ outcome: 'failed', title: 'Hidden', hidden: true }),
    testResult({ outcome: 'error', title: 'Two', message: missing }),
    testResult({ outcome: 'failed', title: 'Also hidden', hidden: true }),
    testResult({ outcome: 'failed', title: 'Three', message: missing }),
  ];
  expect(groupByReason(tests).map((group) => group.tests.map(({ title }) => title))).toEqual([
    ['One', 'Two'],
    ['Hidden'],
    ['Also hidden'],
    ['Three'],
  ]);
});

it('shows of several tests only what they share', () => {
  const same = { outcome: 'error', message: missing, line: 3, hint: 'Look at the name.' } as const;
  const tests = [
    testResult({ ...same, call: 'hello(1)', expected: '1', actual: '2', output: 'a' }),
    testResult({ ...same, call: 'hello(2)', expected: '1', actual: '2', output: 'b' }),
  ];
  expect(groupByReason(tests)[0]?.shared).toMatchObject({
    message: missing,
    line: 3,
    hint: 'Look at the name.',
    call: null,
    expected: null,
    actual: null,
    output: null,
  });
  expect(groupByReason(tests.slice(0, 1))[0]?.shared).toEqual(tests[0]);
});
