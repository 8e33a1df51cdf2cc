import { setTimeout as pause } from 'node:timers/promises';
import { assert, check } from './checks.mjs';
import { podman } from './podman.mjs';
import { createStudent, grade, newSolution, untilReady } from './students.mjs';

/** @typedef {import('./stack.mjs').Stack} Stack */

const submissionsPerKill = 40;
/** A submission is handed in after each such pause; a container is killed amid them. */
const betweenHandInsMs = 75;
const killAfterMs = (submissionsPerKill / 2) * betweenHandInsMs;
const moreGraders = 4;
const recoverMs = 120_000;

/** @param {Stack} stack */
export async function checkSubmission(stack) {
  await check('a submission is graded through nginx, by a grader with uid 1000', async () => {
    await untilLoaded(stack);
    const student = await createStudent('hello');
    const right = await grade(student, newSolution());
    assert(right.result?.verdict === 'passed', JSON.stringify(right));
    const wrong = await grade(student, 'def hello():\n    return "no"\n');
    assert(wrong.result?.verdict === 'failed', JSON.stringify(wrong));
    const loop = await grade(student, 'while True:\n    pass\n');
    assert(loop.result?.verdict === 'timeout', JSON.stringify(loop));
  });
}

/** The container that loads the courses runs beside the others. @param {Stack} stack */
const untilLoaded = (stack) =>
  until(
    async () => (await stack.containers('courses')).length === 0,
    'the courses are still being loaded',
    600_000,
  );

/**
 * Asks again and again until the answer is yes; rejects with the message if that takes too long.
 *
 * @param {() => Promise<boolean>} isSo
 * @param {string} message
 * @param {number} [limitMs]
 */
async function until(isSo, message, limitMs = recoverMs) {
  const deadline = performance.now() + limitMs;
  while (!(await isSo())) {
    assert(performance.now() < deadline, message);
    await pause(500);
  }
}

/** @param {Stack} stack */
export async function checkScale(stack) {
  await check(`--scale grader-api=${moreGraders} shares the work`, async () => {
    await stack.compose([
      'up',
      '--detach',
      '--no-recreate',
      '--scale',
      `grader-api=${moreGraders}`,
    ]);
    await untilLoaded(stack);
    const graders = await stack.containers('grader-api');
    assert(graders.length === moreGraders, `${graders.length} graders run`);
    await Promise.all(graders.map(untilGraderReady));
    const before = await Promise.all(graders.map(gradingsOf));
    await handInMany(await createMany(submissionsPerKill));
    const after = await Promise.all(graders.map(gradingsOf));
    const shares = after.map((count, index) => count - (before[index] ?? 0));
    assert(
      shares.every((share) => share > 0),
      `gradings of each: ${shares.join(', ')}`,
    );
    return `gradings of each: ${shares.join(', ')}`;
  });
}

/** @param {import('./stack.mjs').Container} grader */
const untilGraderReady = ({ name }) =>
  until(
    () =>
      podman(['exec', name, 'is-ready', '7802']).then(
        () => true,
        () => false,
      ),
    `${name} is not ready`,
  );

/** Kills every container once, each while students hand in. @param {Stack} stack */
export async function checkKills(stack) {
  for (const { name } of await stack.containers()) {
    await check(`${name} is killed under ${submissionsPerKill} submissions: 0 lost`, async () => {
      const students = await createMany(submissionsPerKill);
      const running = handInMany(students);
      const wasKilled = pause(killAfterMs).then(() => kill(name));
      const slowestMs = await running;
      await wasKilled;
      await untilReady();
      return `the slowest took ${(slowestMs / 1000).toFixed(1)} s`;
    });
  }
}

/** @param {number} count */
async function createMany(count) {
  const students = [];
  while (students.length < count) students.push(await createStudent('hello'));
  return students;
}

/**
 * Students hand in one after the other, without waiting for results. Rejects unless each submission that
 * was accepted was graded as passed; resolves to the longest time that one took.
 *
 * @param {readonly import('./students.mjs').Student[]} students
 */
async function handInMany(students) {
  const times = await Promise.allSettled(
    students.map(async (student, index) => {
      await pause(index * betweenHandInsMs);
      const begunMs = performance.now();
      const { result } = await grade(student, newSolution());
      assert(result?.verdict === 'passed', JSON.stringify(result));
      return performance.now() - begunMs;
    }),
  );
  const lost = times.flatMap((time) => (time.status === 'rejected' ? [String(time.reason)] : []));
  assert(lost.length === 0, `${lost.length} of ${students.length} lost: ${lost[0]}`);
  return Math.max(...times.map((time) => (time.status === 'fulfilled' ? time.value : 0)));
}

/** Kills the first process of a container, and waits until the container runs again. */
async function kill(/** @type {string} */ name) {
  const inspect = async (/** @type {string} */ format) =>
    (await podman(['inspect', '--format', format, name])).trim();
  const pid = Number(await inspect('{{.State.Pid}}'));
  assert(pid > 1, `${name} does not run`);
  process.kill(pid, 'SIGKILL');
  await until(async () => {
    const [newPid, running] = (await inspect('{{.State.Pid}} {{.State.Running}}')).split(' ');
    return running === 'true' && newPid !== String(pid);
  }, `${name} did not start again`);
}

/** @param {{ name: string }} grader */
async function gradingsOf({ name }) {
  const script = `const answer = await fetch('http://127.0.0.1:7802/metrics'); console.log(await answer.text())`;
  const metrics = await podman(['exec', name, 'node', '--input-type=module', '-e', script]);
  const counts = metrics.matchAll(/^touchstone_gradings_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
