import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judge } from '@touchstone/contracts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectHonest, expectHostile, expectNoForgery } from './conformance/expectations.ts';
import { createGrade, type Grade } from './conformance/judged.ts';
import { honestGroups, type Program } from './conformance/program.ts';
import { readAssignments, readGroup } from './conformance/read-set.ts';

const judges: readonly Judge[] = ['split', 'shared'];

/** How long after the wall limit a verdict may arrive on a busy machine. */
const slackMs = 20_000;

const onBubblewrap = ({ sandboxes }: Program) => sandboxes.includes('bubblewrap');
const honest = honestGroups.flatMap(readGroup).filter(onBubblewrap);
const hostile = readGroup('hostile').filter(onBubblewrap);
const forging = readGroup('forging').filter(onBubblewrap);
const assignments = await readAssignments();
const witness = honest.find(({ file }) => file === 'right/witness.yaml');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

/** A test for each program; they run concurrently, as gradings do. */
function testEach(
  programs: readonly Program[],
  judge: Judge,
  check: (program: Program, grade: Grade) => Promise<void>,
): void {
  let grade: Grade;
  beforeAll(() => {
    grade = createGrade(sandbox, judge);
  });
  for (const program of programs) {
    test.concurrent(`${program.file}: ${program.title}`, () => check(program, grade));
  }
}

describe.each(judges)('judged %s, honest programs', (judge) => {
  testEach(honest, judge, async (program, grade) => {
    expectHonest(await grade(program.assignment, program.code), program);
  });
});

describe.each(judges)('judged %s, hostile programs end in time and harm no other', (judge) => {
  testEach(hostile, judge, async (program, grade) => {
    const beganMs = performance.now();
    const report = await grade(program.assignment, program.code);
    const tookMs = performance.now() - beganMs;
    expectHostile(report, program);
    const wallSeconds = assignments.get(program.assignment)?.bundle.limits.wallSeconds ?? 0;
    expect(tookMs).toBeLessThan(wallSeconds * 1000 + slackMs);
    if (witness === undefined) throw new Error('right/witness.yaml has no program');
    expectHonest(await grade(witness.assignment, witness.code), witness);
  });
});

describe('forging programs never pass in split mode', () => {
  testEach(forging, 'split', async (program, grade) => {
    expectNoForgery(await grade(program.assignment, program.code), program);
  });
});

describe('the set', () => {
  test('has the expected size', () => {
    const attacks = (group: readonly Program[]) => group.filter(({ control }) => !control).length;
    expect(attacks(hostile)).toBeGreaterThanOrEqual(80);
    expect(attacks(forging)).toBeGreaterThanOrEqual(60);
  });

  test('has a right and a plainly wrong program as controls for each assignment of a group', () => {
    for (const group of [hostile, forging]) {
      for (const slug of new Set(group.map(({ assignment }) => assignment))) {
        const verdicts = group
          .filter(({ assignment, control }) => assignment === slug && control)
          .flatMap(({ verdicts }) => verdicts);
        expect(verdicts, slug).toEqual(['passed', 'failed']);
      }
    }
    for (const slug of new Set(honest.map(({ assignment }) => assignment))) {
      const verdicts = honest
        .filter(({ assignment }) => assignment === slug)
        .flatMap(({ verdicts }) => verdicts);
      expect(verdicts, slug).toEqual(expect.arrayContaining(['passed', 'failed']));
    }
  });
});
