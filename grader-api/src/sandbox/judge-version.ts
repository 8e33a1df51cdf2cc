import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { MadeBy } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from './sandbox.ts';
import { judgeSources, supervisorSources } from './sources.ts';

/**
 * Raise this when `scoring.ts`, `storable-text.ts` or `report.ts` makes another result of the same run, so
 * that earlier results are not reused. A test notices that one of them has changed.
 */
const scoringVersion = 3;

/**
 * Identifies all that decides a result, except Python: SHA-256, in hex, of the names and contents of the
 * files of judge and supervisor, and of the version of the scoring.
 */
export async function judgeVersion(): Promise<string> {
  const sources = [...(await judgeSources()), ...(await supervisorSources())];
  const files = await Promise.all(
    sources.map(async ({ path, target }) => [target, await readFile(path, 'utf8')]),
  );
  files.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([scoringVersion, files]))
    .digest('hex');
}

/** The judge and Python that results and records of a checked sandbox are made by. */
export async function madeByOf(sandbox: Pick<Sandbox, 'interpreter'>): Promise<MadeBy> {
  const python = sandbox.interpreter();
  if (python === null) throw new SandboxError('the sandbox has not reported its Python');
  return { judge: await judgeVersion(), python };
}
