import { setTimeout as pause } from 'node:timers/promises';
import { assert } from './checks.mjs';

/*
 * Students by HTTP. Like the page they try again after an error, and keep what was accepted. Every wait
 * has a limit.
 */

const url = 'http://127.0.0.1:7800';
const callMs = 10_000;
const patienceMs = 180_000;

/** @typedef {{ token: string, assignmentId: string }} Student */
/** @typedef {{ id: string, status: string, result: { verdict: string } | null }} Submission */

/**
 * @param {string} path
 * @param {{ token?: string, body?: object }} [options]
 */
async function call(path, { token, body } = {}) {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(callMs),
  });
  return { status: response.status, body: await response.json() };
}

/**
 * Calls until the answer is what was asked for; 4xx other than 409 and 429 is a failure at once.
 *
 * @param {Parameters<typeof call>} args
 */
async function callUntilAnswered(...args) {
  const deadline = performance.now() + patienceMs;
  let last = '';
  while (performance.now() < deadline) {
    try {
      const { status, body } = await call(...args);
      if (status < 300) return body;
      last = `${status} ${JSON.stringify(body)}`;
      if (status < 500 && status !== 409 && status !== 429) break;
    } catch (error) {
      last = String(error);
    }
    await pause(200 + 300 * Math.random());
  }
  throw new Error(`${args[0]} failed: ${last}`);
}

/** @param {string} slug of an assignment of the first course @returns {Promise<Student>} */
export async function createStudent(slug) {
  const { token } = await callUntilAnswered('/api/users', { body: {} });
  const { assignments } = await callUntilAnswered('/api/assignments');
  const found = assignments.find((/** @type {{ slug: string }} */ one) => one.slug === slug);
  assert(found !== undefined, `there is no assignment ${slug}`);
  return { token, assignmentId: found.id };
}

/**
 * Hands in and waits for the result.
 *
 * @param {Student} student
 * @param {string} code
 * @returns {Promise<Submission>}
 */
export async function grade({ token, assignmentId }, code) {
  const body = { assignmentId, code };
  const accepted = await callUntilAnswered('/api/submissions', { token, body });
  const deadline = performance.now() + patienceMs;
  let submission = /** @type {Submission} */ (accepted.submission);
  while (submission.status !== 'graded') {
    assert(
      performance.now() < deadline,
      `submission ${submission.id} is still ${submission.status}`,
    );
    await pause(250);
    ({ submission } = await callUntilAnswered(`/api/submissions/${submission.id}`, { token }));
  }
  return submission;
}

/** Waits until nginx and an API answer. */
export const untilReady = () => callUntilAnswered('/health/ready');

let solutions = 0;

/** A right solution of `hello` that nobody has handed in before. */
export const newSolution = () =>
  `# ${process.pid} ${(solutions += 1)}\ndef hello() -> str:\n    return "Hello, World!"\n`;
