import {
  assignmentListSchema,
  historySchema,
  meSchema,
  newUserAnswerSchema,
  problemSchema,
  submissionAnswerSchema,
  type HistoryEntry,
  type Me,
  type Problem,
  type Submission,
} from '@touchstone/contracts';

/** A call that may be repeated has no answer, or one that says that it may work later. */
export class PassingError extends Error {
  override name = 'PassingError';
  /** Refused before anything was done; otherwise whether it took effect is not known. */
  readonly refused: boolean;
  readonly retryAfterMs: number;

  constructor(
    message: string,
    options: { refused?: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.refused = options.refused ?? false;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** What came of handing in; `running` is another one that has no result yet. */
type HandedIn =
  | { readonly status: 200 | 202; readonly submission: Submission }
  | { readonly status: 409; readonly running: string };

/** The HTTP contract as one user. Each rejects with a PassingError or, for what never passes, an Error. */
export interface Calls {
  readonly userId: string;
  post(assignmentId: string, code: string): Promise<HandedIn>;
  read(submissionId: string): Promise<Submission>;
  /** The newest ones for an assignment. */
  history(assignmentId: string): Promise<readonly HistoryEntry[]>;
  /** With a signal of its own, since it is asked when all else has ended. */
  me(signal: AbortSignal): Promise<Me>;
  /** The answer of an event stream, whatever its status; of one submission, and of all. */
  follow(submissionId: string, lastEventId: string | null): Promise<Response>;
  followAll(lastEventId: string | null, signal: AbortSignal): Promise<Response>;
}

/** The page waits longer; here it shall be shorter than a freeze. */
const timeoutMs = 5_000;

export async function listAssignmentIds(url: string): Promise<ReadonlyMap<string, string>> {
  const { assignments } = assignmentListSchema.parse(await ask(`${url}/api/assignments`, {}));
  return new Map(assignments.map(({ slug, id }) => [slug, id]));
}

/** Makes a new user. `signal` ends all calls. */
export async function createCalls(url: string, signal: AbortSignal): Promise<Calls> {
  const post = (body: object, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  });
  const { user, token } = newUserAnswerSchema.parse(await ask(`${url}/api/users`, post({})));
  if (token === undefined) throw new Error('a new user got no token');
  const authorization = `Bearer ${token}`;
  const get = (path: string, until = signal): Promise<unknown> =>
    ask(`${url}${path}`, { headers: { authorization }, signal: until });
  const stream = (path: string, lastEventId: string | null, until = signal): Promise<Response> =>
    fetch(`${url}${path}`, {
      headers: { authorization, ...(lastEventId !== null && { 'last-event-id': lastEventId }) },
      signal: until,
    });

  return {
    userId: user.uuid,
    async post(assignmentId, code) {
      const init = post({ assignmentId, code }, { authorization });
      const answer = await fetchWithin(`${url}/api/submissions`, init);
      if (answer.status === 200 || answer.status === 202) {
        const { submission } = submissionAnswerSchema.parse(answer.body);
        return { status: answer.status, submission };
      }
      const { submissionId: running } = problemOf(answer);
      if (answer.status === 409 && running !== undefined) return { status: 409, running };
      throw errorOf('/api/submissions', answer);
    },
    async read(submissionId) {
      const answer = await get(`/api/submissions/${submissionId}`);
      return submissionAnswerSchema.parse(answer).submission;
    },
    async history(assignmentId) {
      const answer = await get(`/api/submissions?assignmentId=${assignmentId}&limit=20`);
      return historySchema.parse(answer).submissions;
    },
    me: async (until) => meSchema.parse(await get('/api/me', until)),
    follow: (submissionId, lastEventId) =>
      stream(`/api/submissions/${submissionId}/events`, lastEventId),
    followAll: (lastEventId, until) => stream('/api/me/events', lastEventId, until),
  };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const answer = await fetchWithin(url, init);
  if (answer.status < 200 || answer.status > 299) throw errorOf(new URL(url).pathname, answer);
  return answer.body;
}

async function fetchWithin(url: string, init: RequestInit): Promise<Answer> {
  const signals = [AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])];
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, body: await response.json() };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new PassingError(`no answer to ${new URL(url).pathname}`, { cause });
  }
}

const problemOf = ({ body }: Answer): Partial<Problem> => problemSchema.safeParse(body).data ?? {};

function errorOf(path: string, answer: Answer): Error {
  const { status, retryAfter } = answer;
  const type = problemOf(answer).type ?? 'no problem document';
  const message = `${path} answered ${status} (${type})`;
  if (status !== 429 && status < 500) return new Error(message);
  const refused = status === 429 || /\/(?:queue|storage)-full$/.test(type);
  return new PassingError(message, { refused, retryAfterMs: Number(retryAfter ?? 0) * 1_000 });
}
