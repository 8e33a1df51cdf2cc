import {
  problemMediaType,
  problems,
  problemTypeUri,
  requestIdHeader,
  type AttemptEnding,
  type Draft,
  type Problem,
  type ProblemType,
} from '@touchstone/contracts';
import type { FastifyReply } from 'fastify';

interface ProblemMembers {
  detail?: string;
  errors?: NonNullable<Problem['errors']>;
  submissionId?: string;
  draft?: Draft;
  closedAt?: string;
  /** For graders. */
  ending?: AttemptEnding;
  /** Sent as the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** How long the answer is held back. */
  answerAfterMs?: number;
}

/** An error answer of the HTTP contract. Any code may throw it; {@link sendProblem} sends it. */
export class ProblemError extends Error {
  readonly type: ProblemType;
  readonly members: ProblemMembers;

  constructor(type: ProblemType, members: ProblemMembers = {}, options?: ErrorOptions) {
    super(members.detail ?? problems[type].title, options);
    this.name = 'ProblemError';
    this.type = type;
    this.members = members;
  }

  get status(): number {
    return problems[this.type].status;
  }
}

/**
 * The body of the answer. A 5xx shows the request's id and leaves the rest to the log; a full disk
 * also says what it means for the student.
 */
export function problemDocument(
  problem: ProblemError,
  requestId: string,
): Problem & { ending?: AttemptEnding | undefined } {
  const { type, status } = problem;
  const document = { type: problemTypeUri(type), title: problems[type].title, status };
  const { detail, errors, submissionId, draft, closedAt, ending } = problem.members;
  if (status >= 500) {
    return { ...document, ...(type === 'storage-full' && { detail }), requestId };
  }
  return { ...document, detail, errors, submissionId, draft, closedAt, ending };
}

/** Overload is not a fault and may last for many requests: metrics count it instead. */
const notLogged: ReadonlySet<ProblemType> = new Set(['queue-full', 'storage-full']);

/** Answers with the problem's document, and logs it if the fault is ours. */
export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { request } = reply;
  if (problem.status >= 500 && !notLogged.has(problem.type)) {
    request.log.error({ err: problem.cause ?? problem }, 'A request failed');
  }
  const { retryAfterSeconds } = problem.members;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  // As bytes, since Fastify adds a charset to JSON texts, which this media type does not have.
  return reply
    .code(problem.status)
    .type(problemMediaType)
    .header('cache-control', 'no-store')
    .header(requestIdHeader, request.id)
    .send(Buffer.from(JSON.stringify(problemDocument(problem, request.id))));
}
