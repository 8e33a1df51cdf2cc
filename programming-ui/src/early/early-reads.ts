import type { EarlyAnswers } from '../api/early-answers.ts';
import { assignmentPath, assignmentsPath, coursesPath, mePath } from '../api/paths.ts';
import type { Route } from '../router/route.ts';

/** What takes longer counts as no answer, as it does for the page's own calls. */
const timeoutMs = 15_000;

/** Asks for what the page of this address shows, so that no answer waits for the page's scripts. */
export function beginReads(route: Route, fetch: typeof globalThis.fetch): EarlyAnswers {
  const answers: EarlyAnswers = new Map();
  for (const path of pathsOf(route)) {
    const answer = fetch(path, { signal: AbortSignal.timeout(timeoutMs) });
    // Whoever takes the answer sees what went wrong.
    answer.catch(() => undefined);
    answers.set(path, answer);
  }
  return answers;
}

/** The handout first: it is what is waited for. */
function pathsOf(route: Route): string[] {
  if (route.page === 'not-found') return [];
  const handout = route.page === 'assignment' ? [route] : [];
  const course = route.course ?? undefined;
  return [
    ...handout.map((of) => assignmentPath(of.course, of.assignment)),
    assignmentsPath(course),
    coursesPath,
    mePath(course),
  ];
}
