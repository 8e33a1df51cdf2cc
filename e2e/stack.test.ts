import { launchChromium } from '@touchstone/test-kit';
import type { AssignmentSummary } from '@touchstone/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSolution, solveTheFirstThree } from './journey.ts';
import { graderShares } from './grader-metrics.ts';
import { startTestStack, type RunningStack } from './running-stack.ts';
import { createStudent, listAssignments } from './student.ts';

let stack: RunningStack;
let browser: Browser;
let hello: AssignmentSummary;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), launchChromium()]);
  const [first] = await listAssignments(stack.url);
  if (!first) throw new Error('the stack has no assignments');
  hello = first;
});

afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** A program that passes, unlike any other with another number. */
const solutionNumber = (number: number): string =>
  `def hello():\n    return "Hello, World!"  # ${number}\n`;

it('lets a newcomer solve the first three assignments by way of nginx', async () => {
  const page = await browser.newPage();
  await solveTheFirstThree(page, stack.url);
  await page.close();
});

it('grades 200 submissions of 200 users once each, shared by both graders, and tells them all', async () => {
  const before = await graderShares(stack);
  const students = await Promise.all(Array.from({ length: 200 }, () => createStudent(stack.url)));
  const submissions = await Promise.all(
    students.map(async (student, number) => {
      const answer = await student.handIn(hello.id, solutionNumber(number));
      if (!('submission' in answer)) throw new Error(JSON.stringify(answer.problem));
      expect(answer.status).toBe(202);
      return student.follow(answer.submission.id, 120_000);
    }),
  );
  expect(new Set(submissions.map(({ result }) => result?.verdict))).toEqual(new Set(['passed']));
  const after = await graderShares(stack);
  const shares = after.map((count, index) => count - (before[index] ?? 0));
  expect(shares.reduce((sum, share) => sum + share)).toBe(200);
  expect(Math.max(...shares)).toBeLessThanOrEqual(120);
});

it('accepts one of 50 submissions that a user hands in at once', async () => {
  const student = await createStudent(stack.url);
  // Slow enough that none is graded before the last has arrived.
  const slow = (number: number) => `import time\ntime.sleep(3)\n${solutionNumber(number)}`;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) => student.handIn(hello.id, slow(1000 + number))),
  );
  const accepted = answers.filter((answer) => 'submission' in answer);
  const refused = answers.filter((answer) => 'problem' in answer);
  expect(accepted.map(({ status }) => status)).toEqual([202]);
  const [running] = accepted;
  if (!running) throw new Error('none was accepted');
  expect(refused).toHaveLength(49);
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]));
  expect(new Set(refused.map(({ problem }) => problem.submissionId))).toEqual(
    new Set([running.submission.id]),
  );
  await student.follow(running.submission.id, 30_000);
});

it("answers another user's identical submission within the POST, past the stream", async () => {
  const [first, second] = await Promise.all([createStudent(stack.url), createStudent(stack.url)]);
  const code = solutionNumber(5000);
  const graded = await first.handIn(hello.id, code);
  if (!('submission' in graded)) throw new Error(JSON.stringify(graded.problem));
  await first.follow(graded.submission.id, 30_000);
  const before = await graderShares(stack);
  const reused = await second.handIn(hello.id, code.replaceAll('\n', '\r\n'));
  expect(reused).toMatchObject({
    status: 200,
    submission: { status: 'graded', reusedFrom: graded.submission.id },
  });
  expect(await graderShares(stack)).toEqual(before);
});

it('has all graded although Redis stops for ten seconds, and a grader and an API are killed', async () => {
  const students = await Promise.all(Array.from({ length: 40 }, () => createStudent(stack.url)));
  const solution = await readSolution('hello');
  const following = students.map(async (student, number) => {
    const answer = await student.handIn(hello.id, `${solution}# fault ${number}\n`);
    if (!('submission' in answer)) throw new Error(JSON.stringify(answer.problem));
    return student.follow(answer.submission.id, 150_000);
  });
  await Promise.race(following);
  stack.process('grader-api-1').kill('SIGKILL');
  await stack.redis.stop();
  stack.process('programming-api-1').kill('SIGKILL');
  const startRedisAgain = new Promise((resolve) => setTimeout(resolve, 10_000)).then(() =>
    stack.redis.start(),
  );
  const late = await createStudent(stack.url);
  const duringOutage = await late.handIn(hello.id, `${solution}# without Redis\n`);
  expect(duringOutage.status).toBe(202);
  await startRedisAgain;
  const graded = await Promise.all(following);
  expect(graded.map(({ result }) => result?.verdict)).toEqual(graded.map(() => 'passed'));
  if (!('submission' in duringOutage)) throw new Error('not accepted');
  const last = await late.follow(duringOutage.submission.id, 60_000);
  expect(last.result?.verdict).toBe('passed');
});
