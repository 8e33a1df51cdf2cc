import {
  requestOf,
  type CallAnswer,
  type CallArguments,
  type CallName,
  type Health,
  type NewDraft,
  type NewSession,
  type NewSubmission,
} from '@touchstone/contracts';
import { NetworkError, readProblem } from './problem.ts';
import type { ServerClock } from './server-clock.ts';

/** A call that takes longer fails with NetworkError. */
export const answerTimeoutMs = 15_000;

export type Client = ReturnType<typeof createClient>;

export interface ClientOptions {
  readonly fetch: typeof fetch;
  readonly clock?: Pick<ServerClock, 'note'>;
  /** A call that takes longer fails with NetworkError. */
  readonly timeoutMs?: number;
}

/** The calls of the HTTP contract. Each rejects with ProblemError or NetworkError. */
export function createClient({ fetch, clock, timeoutMs = answerTimeoutMs }: ClientOptions) {
  async function call<Name extends CallName>(
    name: Name,
    ...[input, more]: CallArguments<Name, Pick<RequestInit, 'keepalive'>>
  ): Promise<CallAnswer<Name>> {
    const { method, url, body } = requestOf(name, ...([input] as CallArguments<Name>));
    const init: RequestInit = { method, signal: AbortSignal.timeout(timeoutMs), ...more };
    if (body !== undefined) {
      init.headers = { 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      throw new NetworkError(`No answer to ${url}`, { cause: error });
    }
    clock?.note(response.headers.get('date'));
    if (!response.ok) throw await readProblem(response, Date.now());
    if (response.status === 204) return undefined as CallAnswer<Name>;
    try {
      return (await response.json()) as CallAnswer<Name>;
    } catch (error) {
      throw new NetworkError(`The answer to ${url} was cut off`, { cause: error });
    }
  }

  const submission = async (id: string) =>
    (await call('GET /api/submissions/:id', { id })).submission;

  return {
    /** For parts of the page that are loaded on demand, whose calls need no method here. */
    call,
    createUser: () => call('POST /api/users'),
    /** Without a slug: the first course, here and below. */
    me: (course?: string) => call('GET /api/me', { course }),
    courses: async () => (await call('GET /api/courses')).courses,
    assignments: async (course?: string) =>
      (await call('GET /api/assignments', { course })).assignments,
    /** Both by slug. */
    assignment: (course: string, assignment: string) =>
      call('GET /api/courses/:course/assignments/:assignment', { course, assignment }),
    examples: (id: string) => call('GET /api/assignments/:id/examples', { id }),
    /** The Python version of the graders, such as `3.11.2`; null if it is not known. */
    async graderPython() {
      // A grader that is not ready answers 503, but still reports its Python.
      const response = await fetch('/grader-api/health', {
        signal: AbortSignal.timeout(timeoutMs),
      });
      return ((await response.json()) as Health).python ?? null;
    },
    /** For users who have solved the assignment, if it shows a solution. */
    solution: (id: string) => call('GET /api/assignments/:id/solution', { id }),
    handIn: async (body: NewSubmission) =>
      (await call('POST /api/submissions', { body })).submission,
    submission,
    /** A page of the user's submissions, newest first and without their code; `before` is the `next` of the previous page. */
    history: (assignmentId: string, before: string | null) =>
      call('GET /api/submissions', { assignmentId, before: before ?? undefined }),
    /** The days on which the user handed something in for the course, oldest first. */
    activeDays: async (course: string, timeZone: string) =>
      (await call('GET /api/me/days', { course, timeZone })).days,
    async latestSubmission(assignmentId: string) {
      const history = await call('GET /api/submissions', { assignmentId, limit: 1 });
      const [newest] = history.submissions;
      return newest === undefined ? null : submission(newest.id);
    },
    draft: async (assignmentId: string) =>
      (await call('GET /api/drafts/:assignmentId', { assignmentId })).draft,
    /** `leaving`: the request outlives the page. */
    async writeDraft(assignmentId: string, body: NewDraft, leaving: boolean) {
      const input = { assignmentId, body };
      return (await call('PUT /api/drafts/:assignmentId', input, { keepalive: leaving })).draft;
    },
    createDeviceCode: () => call('POST /api/device-codes'),
    createRecoveryKey: () => call('POST /api/recovery-keys'),
    /** The user's sessions, that of this browser first. */
    sessions: async () => (await call('GET /api/me/sessions')).sessions,
    endSession: (id: string) => call('DELETE /api/me/sessions/:id', { id }),
    /** All but the session of this browser. */
    endOtherSessions: () => call('DELETE /api/me/sessions'),
    /** Signs this browser in as the user of the code. */
    openSession: (body: NewSession) => call('POST /api/sessions', { body }),
  };
}
