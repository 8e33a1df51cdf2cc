import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GradingJob, GradingReport } from '@touchstone/contracts';
import type { Inspection } from '../../src/sandbox/sandbox.ts';

/** The first line of grader-process.ts. */
interface Introduction extends Inspection {
  readonly description: string;
  readonly uid: number;
  /** Its id in its own pid namespace. */
  readonly pid: number;
}

/** A grader in a separate process (grader-process.ts). */
export interface GraderClient {
  readonly introduction: Introduction;
  grade(title: string, job: GradingJob): Promise<GradingReport>;
  /** Resolves when it has exited. */
  close(): Promise<void>;
  readonly ended: Promise<void>;
}

/** `words` start the program. Rejects with its output if it exits before its first line. */
export async function startGrader([file = '', ...words]: readonly string[]): Promise<GraderClient> {
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let diagnosis = '';
  child.stderr.on('data', (chunk: Buffer) => (diagnosis += chunk.toString()));
  // A process that has exited is noticed by its exit.
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
