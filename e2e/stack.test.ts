import { expect } from '@playwright/test';
import { createStudent, waitFor } from '@touchstone/test-kit';
import { readSolution, solveTheFirstThree } from './journey.ts';
import { graderShares } from './grader-metrics.ts';
import { test } from './stack-test.ts';

/** A program that passes; each number makes a different one. */
const solutionNumber = (number: number): string =>
  `def hello():\n    return "Hello, World!"  # ${number}\n`;

test('lets a newcomer solve the first three assignments by way of nginx', async ({ page }) => {
  await solveTheFirstThree(page);
});

test('shows the description of the HTTP interface by way of nginx, styled under its own policy', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto('/api/docs');
  await page.getByRole('heading', { name: 'POST /api/submissions', exact: true }).waitFor();
  expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).toBe('960px');
  expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
});

test('grades 200 submissions of 200 users once each, shared by both graders, and notifies all', async ({
  stack,
}) => {
  const before = await graderShares(stack);
  const students = await Promise.all(Array.from({ length: 200 }, () => createStudent(stack.url)));
  const submissions = await Promise.all(
    students.map(async (student, number) => {
      const { id, reusedFrom } = await student.handIn('hello', solutionNumber(number));
      expect(reusedFrom).toBeNull();
      return student.graded(id);
    }),
  );
  expect(new Set(submissions.map(({ result }) => result?.verdict))).toEqual(new Set(['passed']));
  const after = await graderShares(stack);
  const shares = after.map((count, index) => count - (before[index] ?? 0));
  expect(shares.reduce((sum, share) => sum + share)).toBe(200);
  expect(Math.max(...shares)).toBeLessThanOrEqual(120);
});

test('accepts one of 50 submissions that a user hands in at once', async ({ stack }) => {
  const student = await createStudent(stack.url);
  // Slow enough that none is graded before the last has arrived.
  const slow = (number: number) => `import time\ntime.sleep(3)\n${solutionNumber(number)}`;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) => student.tryToHandIn('hello', slow(1000 + number))),
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
  await student.graded(running.submission.id);
});

test("answers another user's identical submission within the POST, bypassing the stream", async ({
  stack,
}) => {
  const [first, second] = await Promise.all([createStudent(stack.url), createStudent(stack.url)]);
  const code = solutionNumber(5000);
  const { id } = await first.handIn('hello', code);
  await first.graded(id);
  const before = await graderShares(stack);
  const reused = await second.tryToHandIn('hello', code.replaceAll('\n', '\r\n'));
  expect(reused).toMatchObject({
    status: 200,
    submission: { status: 'graded', reusedFrom: id },
  });
  expect(await graderShares(stack)).toEqual(before);
});

test('grades everything although Redis stops for at least ten seconds, and a grader and an API are killed', async ({
  stack,
}) => {
  const students = await Promise.all(Array.from({ length: 41 }, () => createStudent(stack.url)));
  const [late, ...early] = students;
  if (!late) throw new Error('no students');
  const solution = await readSolution('hello');
  const code = (number: number) => `import time\ntime.sleep(0.2)\n${solution}# fault ${number}\n`;
  const accepted = await Promise.all(
    early.map(async (student, number) => {
      const { id } = await student.handIn('hello', code(number));
      return { student, id };
    }),
  );
  const following = accepted.map(({ student, id }) => student.graded(id));
  await Promise.race(following);
  stack.process('grader-api-1').kill('SIGKILL');
  stack.process('programming-api-1').kill('SIGKILL');
  await stack.redis.stop();
  const outageEndsAt = performance.now() + 10_000;

  // An answer may be lost with the API that was killed: then retry, as the page does.
  const id = await waitFor(
    async () => {
      const answer = await late.tryToHandIn('hello', code(-1));
      if ('submission' in answer) return answer.submission.id;
      return answer.problem.submissionId;
    },
    { what: 'an accepted submission without Redis', timeoutMs: 60_000 },
  );
  await new Promise((resolve) => setTimeout(resolve, outageEndsAt - performance.now()));
  await stack.redis.start();

  const graded = await Promise.all([...following, late.graded(id)]);
  expect(graded.map(({ result }) => result?.verdict)).toEqual(graded.map(() => 'passed'));
});
