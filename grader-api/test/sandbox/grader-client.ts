import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GradingJob, GradingReport } from '@touchstone/contracts';
import type { Inspection } from '../../src/sandbox/sandbox.ts';

/** What grader-process.ts says first. */
interface Introduction extends Inspection {
  readonly description: string;
  readonly uid: number;
  /** In its own pid namespace. */
  readonly pid: number;
}

/** A grader in a process of its own, as grader-process.ts. */
export interface GraderClient {
  readonly introduction: Introduction;
  grade(title: string, job: GradingJob): Promise<GradingReport>;
  /** Resolves when it has ended. */
  close(): Promise<void>;
  readonly ended: Promise<void>;
}

/** `words` start the program; rejects with what it said when it ends before it introduces itself. */
export async function startGrader([file = '', ...words]: readonly string[]): Promise<GraderClient> {
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let diagnosis = '';
  child.stderr.on('data', (chunk: Buffer) => (diagnosis += chunk.toString()));
  // One that has ended is noticed by its end.
  child.stdin.on('error', () => undefined);
  const waiting = new Map<string, (line: unknown) => void>();
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const failed = ended.then((): never => {
    throw new Error(`the grader ended: ${diagnosis}`);
  });
  failed.catch(() => undefined);
  const next = (title: string) =>
    Promise.race([new Promise<unknown>((resolve) => waiting.set(title, resolve)), failed]);
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as { title?: string };
    waiting.get(line.title ?? '')?.(line);
  });
  const introduction = (await next('')) as Introduction;
  return {
    introduction,
    ended,
    grade: (title, job) => {
      child.stdin.write(`${JSON.stringify({ title, job })}\n`);
      return next(title) as Promise<GradingReport>;
    },
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
}
