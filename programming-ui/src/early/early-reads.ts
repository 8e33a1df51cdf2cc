import { addressOf } from '@touchstone/contracts';
import { answerTimeoutMs } from '../api/client.ts';
import type { EarlyAnswers } from '../api/early-answers.ts';
import type { Route } from '../router/route.ts';

type Fetch = typeof globalThis.fetch;
/** What this browser has saved. Reading it waits for the disk, so each is called only if needed. */
interface Saved {
  /** Whether there was a user before. */
  readonly hadUser: () => boolean;
  /** The course that was last open. */
  readonly lastCourse: () => string | null;
}

export const assignmentAddress = ({ course, assignment }: { course: string; assignment: string }) =>
  addressOf('GET /api/courses/:course/assignments/:assignment', { course, assignment });

/** Requests what the page at this address shows, so that the answers do not wait for the page's scripts. */
export function startReads(route: Route, fetch: Fetch, saved: Saved): EarlyAnswers {
  const answers: EarlyAnswers = new Map();
  if (route.page === 'not-found' || route.page === 'sign-in') return answers;
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const start = (path: string, read: (path: string) => Promise<Response>) => {
    const answer = read(path);
    // The reader of the answer reports the error.
    answer.catch(() => undefined);
    answers.set(path, answer);
  };
  const plainly = (path: string) => fetch(path, { signal });
  const course = route.course ?? saved.lastCourse() ?? undefined;
  // Most urgent first: a browser has six connections, and the page's files take three.
  if (route.page === 'assignment') start(assignmentAddress(route), plainly);
  start(addressOf('GET /api/me', { course }), (path) =>
    readAsUser(path, { fetch, hadUser: saved.hadUser, signal }),
  );
  start(addressOf('GET /api/assignments', { course }), plainly);
  start(addressOf('GET /api/courses'), plainly);
  return answers;
}

/**
 * Creates the user of a first visit. When that fails, features/session does it; it also asks the
 * student when the server no longer knows this browser's user.
 */
async function readAsUser(
  path: string,
  { fetch, hadUser, signal }: { fetch: Fetch; hadUser: Saved['hadUser']; signal: AbortSignal },
): Promise<Response> {
  const answer = await fetch(path, { signal });
  if (answer.status !== 401 || hadUser()) return answer;
  // An unread body would block its connection for other requests.
  await answer.text();
  await (await fetch(addressOf('POST /api/users'), { method: 'POST', signal })).text();
  return fetch(path, { signal });
}
