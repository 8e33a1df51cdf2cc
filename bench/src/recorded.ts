import type { GradingBundle, GradingJob, Judge } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api';

interface Recording {
  record(job: GradingJob): Promise<{ record: unknown }>;
}

export const canSplit = (sandbox: Sandbox): sandbox is Sandbox & Recording => 'record' in sandbox;

/** The bundle for one of the judges, with the record of the model solution where it needs one. */
export async function bundleFor(
  sandbox: Sandbox,
  { bundle, solution }: { bundle: GradingBundle; solution: string },
  judge: Judge,
): Promise<GradingBundle> {
  const judged: GradingBundle = { ...bundle, judge };
  if (judge === 'shared' || !canSplit(sandbox)) return judged;
  const { record } = await sandbox.record({ code: solution, bundle: judged });
  return Object.assign(judged, { record });
}
