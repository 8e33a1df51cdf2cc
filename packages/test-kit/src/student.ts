import {
  assignmentListSchema,
  newUserAnswerSchema,
  problemSchema,
  submissionAnswerSchema,
  submissionEventSchemas,
  type Problem,
  type Submission,
} from '@touchstone/contracts';
import { readEvents } from './read-events.ts';

/** What came of handing in: accepted or reused, or refused with a problem document. */
type HandedIn =
  { status: 200 | 202; submission: Submission } | { status: number; problem: Problem };

export interface Student {
  readonly uuid: string;
  /** Hands in for the assignment of that slug; rejects when it is refused. */
  handIn(slug: string, code: string): Promise<Submission>;
  /** The same, for those who expect that it may be refused. */
  tryToHandIn(slug: string, code: string): Promise<HandedIn>;
  read(submissionId: string): Promise<Submission>;
  /** Follows the submission's events until `graded`, reconnecting as a browser does. */
  graded(submissionId: string, timeoutMs?: number): Promise<Submission>;
}

/** A new user of the first course of a running system, by HTTP. `url` has no slash at its end. */
export async function createStudent(url: string): Promise<Student> {
  const response = await postJson(`${url}/api/users`, {}, {});
  const { user, token } = newUserAnswerSchema.parse(await response.json());
  if (token === undefined) throw new Error('a new user got no token');
  const headers = { authorization: `Bearer ${token}` };
  const ids = listAssignmentIds(url);

  const tryToHandIn = async (slug: string, code: string): Promise<HandedIn> => {
    const assignmentId = (await ids).get(slug);
    const answer = await postJson(`${url}/api/submissions`, { assignmentId, code }, headers);
    const body: unknown = await answer.json();
    if (answer.status !== 200 && answer.status !== 202) {
      return { status: answer.status, problem: problemSchema.parse(body) };
    }
    return { status: answer.status, submission: submissionAnswerSchema.parse(body).submission };
  };
  return {
    uuid: user.uuid,
    tryToHandIn,
    async handIn(slug, code) {
      const answer = await tryToHandIn(slug, code);
      if ('submission' in answer) return answer.submission;
      throw new Error(`The submission was refused: ${JSON.stringify(answer.problem)}`);
    },
    async read(submissionId) {
      const answer = await fetch(`${url}/api/submissions/${submissionId}`, { headers });
      return submissionAnswerSchema.parse(await answer.json()).submission;
    },
    graded: (submissionId, timeoutMs = 60_000) => follow(url, headers, submissionId, timeoutMs),
  };
}

async function listAssignmentIds(url: string): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${url}/api/assignments`);
  const { assignments } = assignmentListSchema.parse(await response.json());
  return new Map(assignments.map(({ slug, id }) => [slug, id]));
}

function postJson(url: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function follow(
  url: string,
  headers: Record<string, string>,
  submissionId: string,
  timeoutMs: number,
): Promise<Submission> {
  const signal = AbortSignal.timeout(timeoutMs);
  let lastEventId: string | undefined;
  for (;;) {
    try {
      const response = await fetch(`${url}/api/submissions/${submissionId}/events`, {
        headers: { ...headers, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
        signal,
      });
      if (response.status !== 200 || !response.body) throw new Error(`HTTP ${response.status}`);
      for await (const event of readEvents(response.body)) {
        lastEventId = event.id ?? lastEventId;
        if (event.name === 'graded') {
          return submissionEventSchemas.graded.parse(JSON.parse(event.data)).submission;
        }
      }
    } catch (error) {
      if (signal.aborted) {
        throw new Error(`Submission ${submissionId} is not graded after ${timeoutMs} ms`, {
          cause: error,
        });
      }
      await reconnectPause();
    }
  }
}

/** A client's back-off between two connections. */
const reconnectPause = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200));
