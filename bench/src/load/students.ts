import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  assignmentListSchema,
  submissionAnswerSchema,
  newUserAnswerSchema,
} from '@touchstone/contracts';
import { courseFolder } from '../places.ts';
import type { LoadClient } from './client.ts';

const slug = 'sum';
const run = Date.now().toString(36);
let programs = 0;

/** Right programs for one assignment, no two of them alike. */
export interface Work {
  readonly assignmentId: string;
  nextProgram(): string;
}

export async function findWork(client: LoadClient): Promise<Work> {
  const { body } = await client.get('/api/assignments');
  const { assignments } = assignmentListSchema.parse(body);
  const assignment = assignments.find((one) => one.slug === slug);
  if (assignment === undefined) throw new Error(`The course has no assignment ${slug}.`);
  const solution = await readFile(path.join(courseFolder, slug, 'solution.py'), 'utf8');
  return {
    assignmentId: assignment.id,
    nextProgram: () => `${solution}\n# ${run} ${++programs}\n`,
  };
}

/** The tokens of new users. */
export async function createStudents(client: LoadClient, count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) {
    const { body } = await client.post('/api/users', {});
    tokens.push(newUserAnswerSchema.parse(body).token ?? '');
  }
  return tokens;
}

/** Hands in a program that nobody has handed in, and follows its events. Resolves to milliseconds. */
export async function handIn(client: LoadClient, work: Work, token: string): Promise<number> {
  const began = performance.now();
  const program = { assignmentId: work.assignmentId, code: work.nextProgram() };
  const { status, body } = await client.post('/api/submissions', program, token);
  if (status !== 202) throw new Error(`Handing in was answered ${status}: ${JSON.stringify(body)}`);
  const { submission } = submissionAnswerSchema.parse(body);
  const event = (await client.graded(submission.id, token)) as {
    submission: { result: { verdict: string } };
  };
  const { verdict } = event.submission.result;
  if (verdict !== 'passed') throw new Error(`A right program got ${verdict}.`);
  return performance.now() - began;
}
