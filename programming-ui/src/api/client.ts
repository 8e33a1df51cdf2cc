import type {
  ActiveDay,
  ActiveDays,
  Assignment,
  AssignmentList,
  AssignmentSummary,
  Course,
  CourseList,
  DeviceCode,
  Draft,
  DraftAnswer,
  Examples,
  Health,
  History,
  ListedSession,
  Me,
  NewDraft,
  NewSession,
  NewSubmission,
  NewUserAnswer,
  RecoveryKey,
  SessionList,
  Solution,
  Submission,
  SubmissionAnswer,
  WrittenDraft,
} from '@touchstone/contracts';
import { assignmentPath, assignmentsPath, coursesPath, mePath, usersPath } from './paths.ts';
import { NetworkError, readProblem } from './problem.ts';

/** What takes longer counts as no answer. */
export const answerTimeoutMs = 15_000;

/** The calls of the HTTP contract. Each rejects with ProblemError or NetworkError. */
export interface Client {
  createUser(): Promise<NewUserAnswer>;
  /** Without a slug the first course is meant, here and below. */
  me(course?: string): Promise<Me>;
  courses(): Promise<Course[]>;
  assignments(course?: string): Promise<AssignmentSummary[]>;
  /** By the slugs of the course and its own. */
  assignment(course: string, assignment: string): Promise<Assignment>;
  examples(assignmentId: string): Promise<Examples>;
  /** The version of the Python that grades, such as `3.11.2`; null while none is known. */
  graderPython(): Promise<string | null>;
  /** For who has solved the assignment, where it has one to show. */
  solution(assignmentId: string): Promise<Solution>;
  handIn(body: NewSubmission): Promise<Submission>;
  submission(id: string): Promise<Submission>;
  /** A page of the own submissions, newest first and without their code; `before` is the `next` of the page before. */
  history(assignmentId: string, before: string | null): Promise<History>;
  /** The days on which the user handed something in for the course, oldest first. */
  activeDays(course: string, timeZone: string): Promise<ActiveDay[]>;
  latestSubmission(assignmentId: string): Promise<Submission | null>;
  draft(assignmentId: string): Promise<Draft | null>;
  /** `leaving`: the request outlives the page. */
  writeDraft(assignmentId: string, draft: NewDraft, leaving: boolean): Promise<Draft>;
  createDeviceCode(): Promise<DeviceCode>;
  createRecoveryKey(): Promise<RecoveryKey>;
  /** Where the user is signed in, the session of this browser first. */
  sessions(): Promise<ListedSession[]>;
  endSession(id: string): Promise<void>;
  /** All but the session of this browser. */
  endOtherSessions(): Promise<void>;
  /** From then on the browser's session is that of the code's user. */
  openSession(body: NewSession): Promise<void>;
}

export interface ClientOptions {
  readonly fetch: typeof fetch;
  /** An answer that takes longer counts as none. */
  readonly timeoutMs?: number;
}

export function createClient({ fetch, timeoutMs = answerTimeoutMs }: ClientOptions): Client {
  async function call<Answer>(
    path: string,
    body?: unknown,
    more: Pick<RequestInit, 'method' | 'keepalive'> = {},
  ): Promise<Answer> {
    const init: RequestInit = { signal: AbortSignal.timeout(timeoutMs), ...more };
    if (body !== undefined) {
      init.method ??= 'POST';
      init.headers = { 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetch(path, init);
    } catch (error) {
      throw new NetworkError(`No answer to ${path}`, { cause: error });
    }
    if (!response.ok) throw await readProblem(response, Date.now());
    if (response.status === 204) return undefined as Answer;
    try {
      return (await response.json()) as Answer;
    } catch (error) {
      throw new NetworkError(`The answer to ${path} was cut off`, { cause: error });
    }
  }

  return {
    createUser: () => call<NewUserAnswer>(usersPath, {}),
    me: (course) => call<Me>(mePath(course)),
    courses: async () => (await call<CourseList>(coursesPath)).courses,
    assignments: async (course) =>
      (await call<AssignmentList>(assignmentsPath(course))).assignments,
    assignment: (course, assignment) => call<Assignment>(assignmentPath(course, assignment)),
    examples: (assignmentId) => call<Examples>(`/api/assignments/${assignmentId}/examples`),
    async graderPython() {
      // It tells its Python also when it is not ready to grade, which is 503 and no problem here.
      const response = await fetch('/grader-api/health', {
        signal: AbortSignal.timeout(timeoutMs),
      });
      return ((await response.json()) as Health).python ?? null;
    },
    solution: (id) => call<Solution>(`/api/assignments/${id}/solution`),
    handIn: async (body) => (await call<SubmissionAnswer>('/api/submissions', body)).submission,
    submission: async (id) => (await call<SubmissionAnswer>(`/api/submissions/${id}`)).submission,
    history: (assignmentId, before) => {
      const from = before === null ? '' : `&before=${before}`;
      return call<History>(`/api/submissions?assignmentId=${assignmentId}${from}`);
    },
    async activeDays(course, timeZone) {
      const query = new URLSearchParams({ course, timeZone });
      return (await call<ActiveDays>(`/api/me/days?${query}`)).days;
    },
    async latestSubmission(assignmentId) {
      const history = await call<History>(`/api/submissions?assignmentId=${assignmentId}&limit=1`);
      const [newest] = history.submissions;
      return newest === undefined ? null : this.submission(newest.id);
    },
    draft: async (assignmentId) => (await call<DraftAnswer>(`/api/drafts/${assignmentId}`)).draft,
    async writeDraft(assignmentId, draft, leaving) {
      const more = { method: 'PUT', keepalive: leaving };
      return (await call<WrittenDraft>(`/api/drafts/${assignmentId}`, draft, more)).draft;
    },
    createDeviceCode: () => call<DeviceCode>('/api/device-codes', {}),
    createRecoveryKey: () => call<RecoveryKey>('/api/recovery-keys', {}),
    sessions: async () => (await call<SessionList>('/api/me/sessions')).sessions,
    async endSession(id) {
      await call(`/api/me/sessions/${id}`, {}, { method: 'DELETE' });
    },
    async endOtherSessions() {
      await call('/api/me/sessions', {}, { method: 'DELETE' });
    },
    async openSession(body) {
      await call('/api/sessions', body);
    },
  };
}
