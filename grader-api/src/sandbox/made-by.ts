import type { MadeBy } from '@touchstone/contracts';
import { judgeVersion } from './judge-version.ts';
import { SandboxError, type Sandbox } from './sandbox.ts';

/** What results and records of a sandbox that has passed its check are made by. */
export async function madeByOf(sandbox: Pick<Sandbox, 'interpreter'>): Promise<MadeBy> {
  const python = sandbox.interpreter();
  if (python === null) throw new SandboxError('The sandbox has not said which Python it has');
  return { judge: await judgeVersion(), python };
}
