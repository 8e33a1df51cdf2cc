import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { submissionAnswerSchema } from '@touchstone/contracts';
import { createUser, listAssignmentIds } from '@touchstone/test-kit';
import { courseFolder } from '../places.ts';
import type { LoadClient } from './client.ts';

const slug = 'sum';
const run = Date.now().toString(36);
let programs = 0;

/** Correct programs for one assignment, all different. */
export interface Work {
  readonly assignmentId: string;
  nextProgram(): string;
}

export async function findWork(client: LoadClient): Promise<Work> {
  const assignmentId = (await listAssignmentIds(client)).get(slug);
  if (assignmentId === undefined) throw new Error(`The course has no assignment ${slug}.`);
  const solution = await readFile(path.join(courseFolder, slug, 'solution.py'), 'utf8');
  return {
    assignmentId,
    nextProgram: () => `${solution}\n# ${run} ${++programs}\n`,
  };
}

/** The tokens of new users. */
export async function createStudents(client: LoadClient, count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push((await createUser(client)).token);
  return tokens;
}

/** Hands in a program that is new to the system, and follows its events. Resolves to milliseconds. */
export async function handIn(client: LoadClient, work: Work, token: string): Promise<number> {
  const began = performance.now();
  const program = { assignmentId: work.assignmentId, code: work.nextProgram() };
  const { status, body } = await client.as(token).try('POST /api/submissions', { body: program });
  if (status !== 202) throw new Error(`Handing in was answered ${status}: ${JSON.stringify(body)}`);
  const { submission } = submissionAnswerSchema.parse(body);
  const event = (await client.graded(submission.id, token)) as {
    submission: { result: { verdict: string } };
  };
  const { verdict } = event.submission.result;
  if (verdict !== 'passed') throw new Error(`A correct program got ${verdict}.`);
  return performance.now() - began;
}
