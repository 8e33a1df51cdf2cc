import {
  attemptAnswerSchema,
  problemSchema,
  problemTypeUri,
  requestIdHeader,
} from '@touchstone/contracts';
import type { GraderCall, GradingOffice, ProblemType } from '@touchstone/contracts';
import { createPostJson } from './post-json.ts';

export interface HttpGradingOfficeOptions {
  /** Base addresses of APIs on one database, such as `http://127.0.0.1:7801`. */
  readonly apiUrls: readonly string[];
  /** Sent as bearer token. */
  readonly secret: string;
  /** For each address that is tried. */
  readonly timeoutMs: number;
}

/** No API gave an answer that decides; whether the call took effect is not known. */
export class OfficeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OfficeError';
  }
}

interface Question {
  readonly path: string;
  readonly body: unknown;
  readonly call?: GraderCall | undefined;
  /** Shorter than the time for all calls. */
  readonly mostMs?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * 4xx that say nothing of the submission, but of the grader's secret or of the moment: the same
 * call may succeed later, so they are failures, not refusals.
 */
const undecided = new Set([401, 403, 408, 421, 425, 429]);

/** The next one is due soon, and an API that hangs must not make this grader silent. */
const heartbeatTimeoutMs = 1_500;

/**
 * The grading office over HTTP. A call goes to the API that answered last; when that fails (5xx,
 * time-out, network), to the next, each once. All calls may be repeated safely: a second begin of
 * the same grading gets the same attempt, a second result or return changes nothing.
 */
export function createHttpGradingOffice(options: HttpGradingOfficeOptions): GradingOffice {
  const { apiUrls, secret, timeoutMs } = options;
  const postJson = createPostJson();
  const headersOf = ({ requestId }: GraderCall = {}) => ({
    authorization: `Bearer ${secret}`,
    ...(requestId !== undefined && { [requestIdHeader]: requestId }),
  });
  // Graders start at different APIs, so that the first does not get all of them.
  let current = Math.floor(Math.random() * apiUrls.length);

  const post = async (apiUrl: string, { path, body, call, mostMs }: Question): Promise<Answer> => {
    const headers = headersOf(call);
    const options = { headers, timeoutMs: Math.min(timeoutMs, mostMs ?? timeoutMs) };
    const { status, text } = await postJson(new URL(path, apiUrl), body, options);
    // Redirects say nothing of the submission either.
    if (status >= 500 || (status >= 300 && status < 400) || undecided.has(status)) {
      throw new OfficeError(`${apiUrl} answered ${status}: ${text.slice(0, 500)}`);
    }
    return { status, body: parseJson(text) };
  };

  const ask = async (question: Question): Promise<Answer> => {
    const failures: unknown[] = [];
    const first = current;
    for (let offset = 0; offset < apiUrls.length; offset += 1) {
      current = (first + offset) % apiUrls.length;
      try {
        return await post(apiUrls[current] ?? '', question);
      } catch (error) {
        failures.push(error);
      }
    }
    current = (first + 1) % apiUrls.length;
    throw new OfficeError(`No API answered to ${question.path}`, {
      cause: failures.length === 1 ? failures[0] : new AggregateError(failures),
    });
  };

  return {
    async beginAttempt(request, call) {
      const answer = await ask({ path: '/internal/attempts', body: request, call });
      if (isProblem(answer, 'already-graded')) return { kind: 'already-graded' };
      if (isProblem(answer, 'not-found')) return { kind: 'unknown' };
      const begun = attemptAnswerSchema.safeParse(answer.body);
      if (!isSuccess(answer) || !begun.success) {
        throw new OfficeError(`An API answered ${answer.status} to the beginning of an attempt`);
      }
      return { kind: 'begun', attempt: begun.data.attempt };
    },
    async storeResult(request, call) {
      const answer = await ask({ path: '/internal/results', body: request, call });
      if (isSuccess(answer)) return 'stored';
      return isProblem(answer, 'stale-attempt') ? 'stale' : 'refused';
    },
    async handBack(request, call) {
      const answer = await ask({ path: '/internal/returns', body: request, call });
      if (isSuccess(answer)) return 'queued';
      if (isProblem(answer, 'stale-attempt')) return 'stale';
      if (isProblem(answer, 'already-graded')) return 'settled';
      throw new OfficeError(`An API answered ${answer.status} to the return of an attempt`);
    },
    async heartbeat(request) {
      const answer = await ask({
        path: '/internal/heartbeats',
        body: request,
        mostMs: heartbeatTimeoutMs,
      });
      if (!isSuccess(answer))
        throw new OfficeError(`An API answered ${answer.status} to a heartbeat`);
    },
  };
}

const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

function isProblem({ status, body }: Answer, type: ProblemType): boolean {
  if (status < 400) return false;
  const problem = problemSchema.safeParse(body);
  return problem.success && problem.data.type.endsWith(problemTypeUri(type));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
