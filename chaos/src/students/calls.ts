import {
  submissionAnswerSchema,
  type HistoryEntry,
  type Me,
  type Submission,
} from '@touchstone/contracts';
import {
  createApiClient,
  createUser,
  listAssignmentIds as listIds,
  UnexpectedAnswer,
  type ApiClient,
  type Send,
} from '@touchstone/test-kit';

/** There was no answer, or one that says that the call may work later; it may be repeated. */
export class PassingError extends Error {
  override name = 'PassingError';
  /** Refused before anything was done; otherwise nobody knows whether it took effect. */
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

/** The answer to handing in; `running` is another submission that has no result yet. */
type HandedIn =
  | { readonly status: 200 | 202; readonly submission: Submission }
  | { readonly status: 409; readonly running: string };

type EventStream = Awaited<ReturnType<ApiClient['follow']>>;

/** The HTTP contract as one user. Each rejects with a PassingError or, for what never passes, an Error. */
export interface Calls {
  readonly userId: string;
  post(assignmentId: string, code: string): Promise<HandedIn>;
  read(submissionId: string): Promise<Submission>;
  /** The newest ones for an assignment. */
  history(assignmentId: string): Promise<readonly HistoryEntry[]>;
  /** With a separate signal, since it is called after everything else has ended. */
  me(signal: AbortSignal): Promise<Me>;
  /** The event stream of one submission, and of all, whatever the answer's status. */
  follow(submissionId: string, lastEventId: string | null): Promise<EventStream>;
  followAll(lastEventId: string | null, signal: AbortSignal): Promise<EventStream>;
}

/** Shorter than the page's: it must be shorter than a freeze. */
const timeoutMs = 5_000;

const isStream = (url: string): boolean => new URL(url).pathname.endsWith('/events');

/** Every answer but a stream has to be complete in time. */
const sendInTime: Send = async (url, init) => {
  if (isStream(url)) return fetch(url, init);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal === undefined ? timeout : AbortSignal.any([timeout, init.signal]);
  try {
    const response = await fetch(url, { ...init, signal });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: null, text: () => Promise.resolve(text) };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new PassingError(`no answer to ${new URL(url).pathname}`, { cause });
  }
};

const clientOf = (url: string): ApiClient => createApiClient({ url, send: sendInTime });

export const listAssignmentIds = (url: string): Promise<ReadonlyMap<string, string>> =>
  passing(listIds(clientOf(url)));

/** Makes a new user. `signal` ends all calls. */
export async function createCalls(url: string, signal: AbortSignal): Promise<Calls> {
  const { user, client } = await passing(createUser(clientOf(url), { signal }));
  return {
    userId: user.uuid,
    async post(assignmentId, code) {
      const name = 'POST /api/submissions';
      const answer = await client.try(name, { body: { assignmentId, code } }, { signal });
      const { status, body } = answer;
      if (status === 200 || status === 202) {
        return { status, submission: submissionAnswerSchema.parse(body).submission };
      }
      const error = new UnexpectedAnswer(name, answer);
      const running = error.problem.submissionId;
      if (status === 409 && running !== undefined) return { status: 409, running };
      throw errorOf(error);
    },
    async read(id) {
      const answer = await passing(client.call('GET /api/submissions/:id', { id }, { signal }));
      return answer.submission;
    },
    async history(assignmentId) {
      const query = { assignmentId, limit: 20 };
      return (await passing(client.call('GET /api/submissions', query, { signal }))).submissions;
    },
    me: (until) => passing(client.call('GET /api/me', {}, { signal: until })),
    follow: (id, lastEventId) =>
      client.follow('GET /api/submissions/:id/events', { id }, from(lastEventId, signal)),
    followAll: (lastEventId, until) =>
      client.follow('GET /api/me/events', {}, from(lastEventId, until)),
  };
}

const from = (lastEventId: string | null, signal: AbortSignal) => ({
  signal,
  lastEventId: lastEventId ?? undefined,
});

/** Turns refusals that may pass into PassingErrors. */
async function passing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof UnexpectedAnswer ? errorOf(error) : error;
  }
}

function errorOf({ answer, problem, message }: UnexpectedAnswer): Error {
  const { status, retryAfter } = answer;
  if (status !== 429 && status < 500) return new Error(message);
  const refused = status === 429 || /\/(?:queue|storage)-full$/.test(problem.type ?? '');
  return new PassingError(message, { refused, retryAfterMs: (retryAfter ?? 0) * 1_000 });
}
