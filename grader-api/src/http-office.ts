import { attemptAnswerSchema, endingAnswerSchema, requestIdHeader } from '@touchstone/contracts';
import type { AttemptEnding, GraderCall, GradingOffice } from '@touchstone/contracts';
import { createPostJson } from './post-json.ts';

export interface HttpGradingOfficeOptions {
  /** Base addresses of APIs on one database, such as `http://127.0.0.1:7801`. */
  readonly apiUrls: readonly string[];
  /** Sent as a bearer token. */
  readonly secret: string;
  /** Time limit of a call at each address. */
  readonly timeoutMs: number;
}

/** No API gave a conclusive answer; it is not known whether the call took effect. */
export class OfficeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OfficeError';
  }
}

interface Call {
  readonly path: string;
  readonly body: unknown;
  readonly call?: GraderCall | undefined;
  /** Shortens the time limit. */
  readonly maxTimeoutMs?: number;
}

interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly body: unknown;
}

/**
 * 4xx that are not about the submission, but about the grader's secret or the current load: the same call
 * may succeed later.
 */
const inconclusive = new Set([401, 403, 408, 421, 425, 429]);

/** Short, since an API that hangs must not make this grader silent. */
const heartbeatTimeoutMs = 1_500;

/**
 * The grading office over HTTP. A call goes to the API that answered last, and when that fails (5xx,
 * time-out, network) once to each of the others. All calls may be repeated: a second begin of the same
 * grading returns the same attempt, and a second result or return changes nothing.
 */
export function createHttpGradingOffice(options: HttpGradingOfficeOptions): GradingOffice {
  const { apiUrls, secret, timeoutMs } = options;
  const postJson = createPostJson();
  const headersOf = ({ requestId }: GraderCall = {}) => ({
    authorization: `Bearer ${secret}`,
    ...(requestId !== undefined && { [requestIdHeader]: requestId }),
  });
  // Graders start with different APIs, to spread the load.
  let current = Math.floor(Math.random() * apiUrls.length);

  const post = async (
    apiUrl: string,
    { path, body, call, maxTimeoutMs }: Call,
  ): Promise<Answer> => {
    const headers = headersOf(call);
    const options = { headers, timeoutMs: Math.min(timeoutMs, maxTimeoutMs ?? timeoutMs) };
    const url = new URL(path, apiUrl);
    const { status, text } = await postJson(url, body, options);
    // Redirects are not about the submission either.
    if (status >= 500 || (status >= 300 && status < 400) || inconclusive.has(status)) {
      throw new OfficeError(`${apiUrl} answered ${status}: ${text.slice(0, 500)}`);
    }
    return { url, status, body: parseJson(text) };
  };

  const send = async (request: Call): Promise<Answer> => {
    const failures: unknown[] = [];
    const first = current;
    for (let offset = 0; offset < apiUrls.length; offset += 1) {
      current = (first + offset) % apiUrls.length;
      try {
        return await post(apiUrls[current] ?? '', request);
      } catch (error) {
        failures.push(error);
      }
    }
    current = (first + 1) % apiUrls.length;
    throw new OfficeError(`No API answered ${request.path}`, {
      cause: failures.length === 1 ? failures[0] : new AggregateError(failures),
    });
  };

  return {
    async beginAttempt(request, call) {
      const answer = await send({ path: '/internal/attempts', body: request, call });
      const begun = attemptAnswerSchema.safeParse(answer.body);
      if (isSuccess(answer) && begun.success) return { kind: 'begun', ...begun.data };
      return { kind: requireEnding(answer) };
    },
    async storeResult(request, call) {
      const answer = await send({ path: '/internal/results', body: request, call });
      if (isSuccess(answer)) return requireEnding(answer);
      // Without an ending the API refused the request unread, such as a body that is too large.
      return endingOf(answer) ?? 'invalid';
    },
    async handBack(request, call) {
      return requireEnding(await send({ path: '/internal/returns', body: request, call }));
    },
    async heartbeat(request) {
      const answer = await send({
        path: '/internal/heartbeats',
        body: request,
        maxTimeoutMs: heartbeatTimeoutMs,
      });
      if (!isSuccess(answer)) throw new OfficeError(`${answer.url} answered ${answer.status}`);
    },
  };
}

const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

const endingOf = ({ body }: Answer): AttemptEnding | undefined =>
  endingAnswerSchema.safeParse(body).data?.ending;

function requireEnding(answer: Answer): AttemptEnding {
  const ending = endingOf(answer);
  if (ending === undefined)
    throw new OfficeError(`${answer.url} answered ${answer.status} without an ending`);
  return ending;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
