import {
  problems,
  problemTypeUri,
  type Draft,
  type Problem,
  type ProblemType,
} from '@touchstone/contracts';
import { z } from 'zod';

interface ProblemMembers {
  detail?: string;
  errors?: NonNullable<Problem['errors']>;
  submissionId?: string;
  draft?: Draft;
  /** Sent as the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** How long the answer is kept back. */
  answerAfterMs?: number;
}

/** An answer of the HTTP contract that is not a success; thrown anywhere, rendered in one place. */
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

export const notFound = (what: string): ProblemError =>
  new ProblemError('not-found', { detail: `There is no such ${what}.` });

const uuidSchema = z.uuid();

/** The id as the database writes it. @throws ProblemError 404, for it can name nothing */
export function demandId(id: string, what: string): string {
  if (!uuidSchema.safeParse(id).success) throw notFound(what);
  return id.toLowerCase();
}

/** Of a fault that is ours, only the request's id is told, the rest stands in the log; of a full disk
 * also what it means for the student. */
export function problemDocument(problem: ProblemError, requestId: string): Problem {
  const { type, status } = problem;
  const document = { type: problemTypeUri(type), title: problems[type].title, status };
  const { detail, errors, submissionId, draft } = problem.members;
  if (status >= 500) {
    return { ...document, ...(type === 'storage-full' && { detail }), requestId };
  }
  return {
    ...document,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
    ...(submissionId !== undefined && { submissionId }),
    ...(draft !== undefined && { draft }),
  };
}
