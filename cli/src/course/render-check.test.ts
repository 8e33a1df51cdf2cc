import { expect, it } from 'vitest';
import type { AssignmentCheck } from './check-assignment.ts';
import { renderChanges, renderCheck, renderPlan, renderTotal } from './render-check.ts';

const check = (changes: Partial<AssignmentCheck>): AssignmentCheck => ({
  assignment: 'sum',
  judge: 'split',
  record: null,
  findings: [],
  tests: ['T.a', 'T.b'],
  hiddenTests: ['T.b'],
  solution: { verdict: 'passed', wallMs: 11.6, cpuMs: 9, runs: 5, rightRuns: 5 },
  starter: { verdict: 'failed', passing: ['T.a'] },
  ...changes,
});
const warned = check({
  findings: [{ kind: 'warning', file: 'tests.py', line: 4, message: 'asserts\u001b nothing' }],
});
const faulty = check({
  solution: null,
  starter: null,
  tests: [],
  hiddenTests: [],
  findings: [{ kind: 'fault', file: 'solution.py', line: null, message: 'is missing' }],
});

it('describes model solution and starter in one line', () => {
  expect(renderCheck(check({}))).toEqual([
    '✓ sum: 2 tests (1 hidden), model solution passed in 12 ms, starter passes 1 of 2',
  ]);
});

it('lists findings with their places below, without control characters', () => {
  expect(renderCheck(warned).slice(1)).toEqual(['    warning: tests.py:4: asserts\ufffd nothing']);
  expect(renderCheck(faulty)).toEqual(['✗ sum: not checked', '    fault: solution.py: is missing']);
});

it('counts the findings', () => {
  expect(renderTotal([check({}), warned, faulty])).toBe('3 assignments: 1 fault, 1 warning');
  expect(renderTotal([check({})])).toBe('1 assignment: no faults, no warnings');
});

const noChanges = {
  ...{ added: [], changed: [], retired: [], renamed: [], kept: [] },
  ...{ testsChanged: [], pointsChanged: [], refusals: [] },
};

it('tells how many students solved an assignment with the tests before a change', () => {
  const testsChanged = [212, 1, 0].map((solved) => ({ slug: 'leap-year', solved }));
  expect(renderPlan({ ...noChanges, testsChanged })).toEqual([
    'leap-year: tests changed; 212 students solved it with the old ones',
    'leap-year: tests changed; 1 student solved it with the old ones',
    'leap-year: tests changed; no students solved it with the old ones',
  ]);
});

it('tells what else a course load means for students', () => {
  const changes = {
    ...noChanges,
    retired: ['old'],
    renamed: [{ slug: 'sum', from: 'add' }],
    pointsChanged: [{ slug: 'sum', from: 10, to: 7.5, students: 3 }],
  };
  expect(renderPlan(changes)).toEqual([
    'sum: renamed from add; points, drafts and history stay',
    'sum: 10 points are now 7.5; 3 students got points before',
    'old: retired; its points leave the total',
  ]);
});

it('names the assignments that a course load added, changed and retired', () => {
  const changes = { ...noChanges, added: ['sum', 'hello'], retired: ['old'] };
  expect(renderChanges('first-steps', changes)).toEqual([
    'Course first-steps is loaded:',
    '  added: 2 (sum, hello)',
    '  retired: 1 (old)',
  ]);
});

it('names what a course load renamed and what students see again', () => {
  const renamed = [{ slug: 'twice', from: 'double' }];
  const changes = { ...noChanges, renamed, restored: ['old'], published: true };
  expect(renderChanges('first-steps', changes)).toEqual([
    'Course first-steps is loaded:',
    '  published: students see the course',
    '  restored: 1 (old)',
    '  renamed: 1 (twice)',
  ]);
});

it('names the command that grades again after a change of the tests', () => {
  const testsChanged = [{ slug: 'sum', solved: 0 }];
  const changes = { ...noChanges, changed: ['sum'], testsChanged };
  expect(renderChanges('first-steps', changes).at(-1)).toContain(
    'next: touchstone regrade first-steps sum (prints',
  );
  expect(renderChanges('first-steps', changes, ' --data /srv/data').at(-1)).toContain(
    'next: touchstone regrade first-steps sum --data /srv/data (prints',
  );
});

it('says that nothing changed when a course load changed nothing', () => {
  expect(renderChanges('first-steps', noChanges)).toEqual([
    'Course first-steps is loaded; nothing changed.',
  ]);
});
