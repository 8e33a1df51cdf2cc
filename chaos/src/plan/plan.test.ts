import { expect, it } from 'vitest';
import { faultKinds, planFaults, planRolling } from './plan-faults.ts';
import { planSubmissions } from './plan-submissions.ts';
import { createChance } from './random.ts';

const plansOf = (seed: number) => {
  const chance = createChance(seed);
  return {
    submissions: planSubmissions(chance, { count: 600, users: 20 }),
    faults: planFaults(chance, { count: 40, submissions: 600 }),
  };
};

it('the same seed gives the same plan, and another seed a different one', () => {
  expect(plansOf(1)).toEqual(plansOf(1));
  expect(plansOf(2).submissions).not.toEqual(plansOf(1).submissions);
  expect(plansOf(2).faults).not.toEqual(plansOf(1).faults);
});

it('every predictable verdict occurs, mostly for programs that nobody else submits', () => {
  const planned = plansOf(1).submissions.flat();
  expect(planned).toHaveLength(600);
  expect([...new Set(planned.map(({ verdict }) => verdict))].toSorted()).toEqual(
    ['failed', 'output-limit', 'passed', 'runtime-error', 'syntax-error', 'timeout'].toSorted(),
  );
  const unlike = new Set(planned.map(({ code, slug }) => `${slug}\n${code}`)).size;
  expect(unlike).toBeGreaterThan(400);
  expect(unlike).toBeLessThan(590);
});

it('two users with the same program meet', () => {
  const planned = plansOf(1).submissions.flat();
  const meetings = new Set(planned.flatMap(({ meeting }) => meeting ?? []));
  expect(meetings.size).toBeGreaterThan(10);
  for (const meeting of meetings) {
    const those = planned.filter((one) => one.meeting === meeting);
    expect(those).toHaveLength(2);
    expect(new Set(those.map(({ user }) => user)).size).toBe(2);
    expect(new Set(those.map(({ code }) => code)).size).toBe(1);
  }
});

it('each kind of fault occurs before any repeats, spread over the whole load', () => {
  const all = plansOf(3).faults;
  expect(new Set(all.map(({ kind }) => kind)).size).toBe(faultKinds.length);
  const few = planFaults(createChance(3), { count: faultKinds.length, submissions: 60 });
  expect(new Set(few.map(({ kind }) => kind)).size).toBe(faultKinds.length);
  const times = all.map(({ afterAccepted }) => afterAccepted);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times[0]).toBeLessThan(60);
  expect(times.at(-1)).toBeGreaterThan(500);
});

it('an update restarts each service once, in the same order, while there is load', () => {
  const plan = planRolling({ apis: 2, graders: 3, submissions: 60 });
  expect(plan.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
    ...['api restart 0', 'api restart 1'],
    ...['grader restart 0', 'grader restart 1', 'grader restart 2'],
    'nginx restart 0',
  ]);
  const times = plan.map(({ afterAccepted }) => afterAccepted);
  expect(times).toEqual([4, 14, 23, 33, 42, 52]);
});
