import { setTimeout as delay } from 'node:timers/promises';
import {
  problemSchema,
  submissionAnswerSchema,
  submissionEventSchemas,
  type Problem,
  type Submission,
} from '@touchstone/contracts';
import { createApiClient, type ApiClient } from './api-client.ts';

/** The answer to handing in: accepted or reused, or refused with a problem document. */
type HandedIn =
  { status: 200 | 202; submission: Submission } | { status: number; problem: Problem };

export interface Student {
  readonly uuid: string;
  /** Hands in for the assignment of that slug; rejects when it is refused. */
  handIn(slug: string, code: string): Promise<Submission>;
  /** The same, for tests that expect a refusal. */
  tryToHandIn(slug: string, code: string): Promise<HandedIn>;
  read(submissionId: string): Promise<Submission>;
  /** Follows the submission's events until `graded`, reconnecting as a browser does. */
  graded(submissionId: string, timeoutMs?: number): Promise<Submission>;
}

/** A new user of the first course of a running system, by HTTP. `url` has no slash at its end. */
export async function createStudent(url: string): Promise<Student> {
  const { user, client } = await createUser(createApiClient({ url }));
  const ids = listAssignmentIds(client);

  const tryToHandIn = async (slug: string, code: string): Promise<HandedIn> => {
    const assignmentId = (await ids).get(slug) ?? '';
    const { status, body } = await client.try('POST /api/submissions', {
      body: { assignmentId, code },
    });
    if (status !== 200 && status !== 202) return { status, problem: problemSchema.parse(body) };
    return { status, submission: submissionAnswerSchema.parse(body).submission };
  };
  return {
    uuid: user.uuid,
    tryToHandIn,
    async handIn(slug, code) {
      const answer = await tryToHandIn(slug, code);
      if ('submission' in answer) return answer.submission;
      throw new Error(`The submission was refused: ${JSON.stringify(answer.problem)}`);
    },
    read: async (id) => (await client.call('GET /api/submissions/:id', { id })).submission,
    graded: (id, timeoutMs = 300_000) => untilGraded(client, id, timeoutMs),
  };
}

/** Creates a user. The returned client acts as that user. */
export async function createUser(
  client: ApiClient,
  options: { signal?: AbortSignal } = {},
): Promise<{ user: { uuid: string }; token: string; client: ApiClient }> {
  const { user, token } = await client.call('POST /api/users', {}, options);
  if (token === undefined) throw new Error('A new user got no token.');
  return { user, token, client: client.as(token) };
}

/** The ids of the first course's assignments, by slug. */
export async function listAssignmentIds(client: ApiClient): Promise<ReadonlyMap<string, string>> {
  const { assignments } = await client.call('GET /api/assignments');
  return new Map(assignments.map(({ slug, id }) => [slug, id]));
}

async function untilGraded(client: ApiClient, id: string, timeoutMs: number): Promise<Submission> {
  const signal = AbortSignal.timeout(timeoutMs);
  let lastEventId: string | undefined;
  for (;;) {
    try {
      const name = 'GET /api/submissions/:id/events';
      const { status, events } = await client.follow(name, { id }, { signal, lastEventId });
      if (events === null) throw new Error(`HTTP ${status}`);
      for await (const event of events) {
        lastEventId = event.id ?? lastEventId;
        if (event.name !== 'graded') continue;
        return submissionEventSchemas.graded.parse(JSON.parse(event.data)).submission;
      }
    } catch (error) {
      if (signal.aborted) {
        throw new Error(`Submission ${id} is not graded after ${timeoutMs} ms`, { cause: error });
      }
      await reconnectPause();
    }
  }
}

/** A client's back-off between two connections. */
const reconnectPause = (): Promise<void> => delay(100 + Math.random() * 200);
