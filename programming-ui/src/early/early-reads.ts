import { answerTimeoutMs } from '../api/client.ts';
import type { EarlyAnswers } from '../api/early-answers.ts';
import { assignmentPath, assignmentsPath, coursesPath, mePath, usersPath } from '../api/paths.ts';
import type { Route } from '../router/route.ts';

type Fetch = typeof globalThis.fetch;
/** Whether this browser had a user before; asked only when the server knows none. */
type HadUser = () => boolean;

/** Asks for what the page of this address shows, so that no answer waits for the page's scripts. */
export function beginReads(route: Route, fetch: Fetch, hadUser: HadUser): EarlyAnswers {
  const answers: EarlyAnswers = new Map();
  if (route.page === 'not-found') return answers;
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const begin = (path: string, read: (path: string) => Promise<Response>) => {
    const answer = read(path);
    // Whoever takes the answer sees what went wrong.
    answer.catch(() => undefined);
    answers.set(path, answer);
  };
  const plainly = (path: string) => fetch(path, { signal });
  const course = route.course ?? undefined;
  // In the order of need: a browser has six connections, and the page's files take three of them.
  if (route.page === 'assignment') begin(assignmentPath(route.course, route.assignment), plainly);
  begin(mePath(course), (path) => readAsUser(path, { fetch, hadUser, signal }));
  begin(assignmentsPath(course), plainly);
  begin(coursesPath, plainly);
  return answers;
}

/**
 * A first visit gets its user here, as by features/session, which sees to it when that fails, and
 * asks the student when a user from before is not known any more.
 */
async function readAsUser(
  path: string,
  { fetch, hadUser, signal }: { fetch: Fetch; hadUser: HadUser; signal: AbortSignal },
): Promise<Response> {
  const answer = await fetch(path, { signal });
  if (answer.status !== 401 || hadUser()) return answer;
  // What is not read to its end keeps its connection from the others.
  await answer.text();
  const headers = { 'content-type': 'application/json' };
  await (await fetch(usersPath, { method: 'POST', headers, body: '{}', signal })).text();
  return fetch(path, { signal });
}
