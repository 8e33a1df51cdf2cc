import {
  assignmentListSchema,
  newUserAnswerSchema,
  submissionAnswerSchema,
  type Submission,
} from '@touchstone/contracts';
import { waitFor } from '@touchstone/test-kit';

/** A user of a running system, by HTTP; the same one after it was started again. */
export interface Student {
  /** Hands in; the answer may be graded already. */
  handIn(slug: string, code: string): Promise<Submission>;
  read(id: string): Promise<Submission>;
  graded(id: string, timeoutMs?: number): Promise<Submission>;
}

export async function createStudent(url: string): Promise<Student> {
  const { token = '' } = newUserAnswerSchema.parse(await post(`${url}/api/users`, {}));
  const headers = { authorization: `Bearer ${token}` };
  const read = async (id: string) => {
    const response = await fetch(`${url}/api/submissions/${id}`, { headers });
    return submissionAnswerSchema.parse(await response.json()).submission;
  };
  return {
    read,
    handIn: async (slug, code) => {
      const list = await fetch(`${url}/api/assignments`);
      const { assignments } = assignmentListSchema.parse(await list.json());
      const assignmentId = assignments.find((assignment) => assignment.slug === slug)?.id;
      const answer = await post(`${url}/api/submissions`, { assignmentId, code }, headers);
      return submissionAnswerSchema.parse(answer).submission;
    },
    graded: (id, timeoutMs = 30_000) =>
      waitFor(
        async () => {
          const submission = await read(id);
          return submission.status === 'graded' && submission;
        },
        { what: `the result of ${id}`, timeoutMs, intervalMs: 50 },
      ),
  };
}

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
