import type { Problem, ProblemType } from '@touchstone/contracts';

/** The server answered, and the answer is an error. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Null for an answer that is not one of our problem documents, such as another proxy's page. */
  readonly type: ProblemType | null;
  readonly problem: Partial<Problem>;
  /** The server's Retry-After; null without one. */
  readonly retryAfterMs: number | null;

  constructor(status: number, problem: Partial<Problem>, retryAfterMs: number | null) {
    super(problem.detail ?? problem.title ?? `HTTP status ${status}`);
    this.status = status;
    this.problem = problem;
    // A type this page does not know is compared with none of those it knows.
    this.type = (problem.type?.split('/').at(-1) as ProblemType | undefined) ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: offline, refused, cut off or timed out. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Reads an answer that is not 2xx. */
export async function readProblem(response: Response, nowMs: number): Promise<ProblemError> {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), nowMs);
  let problem: Partial<Problem> = {};
  if (response.headers.get('content-type')?.includes('json') === true) {
    try {
      const body: unknown = await response.json();
      if (typeof body === 'object' && body !== null) problem = body;
    } catch {
      // Cut off: only the status is known.
    }
  }
  return new ProblemError(response.status, problem, retryAfterMs);
}

/** `Retry-After` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is ProblemError | NetworkError {
  if (error instanceof NetworkError) return true;
  return error instanceof ProblemError && (error.status === 429 || error.status >= 500);
}
