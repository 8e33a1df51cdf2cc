import type { Submission } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import type { KyselyPlugin } from 'kysely';
import { expect, onTestFinished, vi } from 'vitest';
import type { ApiConfig } from '../../src/service.ts';
import type { Process, ProcessOptions, Servers } from '../processes.ts';
import type { TestUser } from '../start-api.ts';

/** What the tests of promises share. `calm` is an API that neither sweeps nor fails. */
export interface Ground {
  readonly servers: Servers;
  readonly calm: Process;
}

export const soon = { timeout: 20_000, interval: 20 };

/** Sweeps continuously, and never assumes an outage. */
export const sweeping: Partial<ApiConfig> = {
  sweepIntervalMs: 40,
  entryGraceMs: 1,
  outageGraceMs: 1,
};

/** A process that is stopped after the test. */
export async function startProcess(
  { servers }: Ground,
  options?: ProcessOptions,
): Promise<Process> {
  const one = await servers.startProcess(options);
  onTestFinished(() => one.stop());
  return one;
}

let programs = 0;
/** A program that was never handed in before. */
const newCode = (): string => `# of a promise\nprint(${++programs})\n`;

export interface HandedIn {
  readonly id: string;
  readonly user: TestUser;
  readonly code: string;
  read(): Promise<Submission>;
}

/** Hands in as a new user, through the calm API or another one. */
export async function handIn(
  { calm, servers }: Ground,
  { code = newCode(), through = calm }: { code?: string; through?: Process } = {},
): Promise<HandedIn> {
  const user = await calm.api.newUser();
  const { id } = await through.api.accept(user, servers.assignmentId, code);
  const read = async (): Promise<Submission> => {
    const { json } = await calm.api.get(`/api/submissions/${id}`, user);
    return (json as { submission: Submission }).submission;
  };
  return { id, user, code, read };
}

export const untilStatus = (one: HandedIn, status: Submission['status']): Promise<void> =>
  vi.waitFor(async () => expect((await one.read()).status).toBe(status), soon);

export async function begun({ api }: Process, submissionId: string): Promise<number> {
  const outcome = await api.office.beginAttempt({ submissionId });
  if (outcome.kind !== 'begun') throw new Error(outcome.kind);
  return outcome.attempt;
}

/** A grader's death as the API sees it: its attempt's deadline passes. */
export async function passDeadline({ database }: Process, submissionId: string): Promise<void> {
  await database.kysely
    .updateTable('submissions')
    .set({ deadline_at: new Date(0) })
    .where('id', '=', submissionId)
    .where('status', '=', 'grading')
    .execute();
}

type Rows = readonly Record<string, unknown>[];
type IsIt = (rows: Rows) => boolean;

/**
 * The database, with `work` run between the first answer of that kind and its reader. `work` gets a
 * function that waits until another answer has reached its reader.
 */
export function meanwhile(
  database: Database,
  isIt: IsIt,
  work: (untilRead: (isOther: IsIt) => Promise<void>) => Promise<void>,
): Database {
  let armed = true;
  let awaited: { isOther: IsIt; resolve: () => void } | null = null;
  const untilRead = (isOther: IsIt): Promise<void> =>
    new Promise((resolve) => {
      awaited = { isOther, resolve };
    });
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (awaited?.isOther(result.rows)) setImmediate(awaited.resolve);
      if (armed && isIt(result.rows)) {
        armed = false;
        await work(untilRead);
      }
      return result;
    },
  };
  return { ...database, kysely: database.kysely.withPlugin(plugin) };
}
