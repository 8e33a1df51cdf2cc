import type { GradingBundle, GradingJob, GradingReport, Judge } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';

interface Recording {
  record(job: GradingJob): Promise<{ report: GradingReport; record: unknown }>;
}

export const canSplit = (sandbox: Sandbox): sandbox is Sandbox & Recording =>
  !sandbox.forgeable && 'record' in sandbox;

/** The bundle for one of the judges, with the record of the model solution where it needs one. */
export async function bundleFor(
  sandbox: Sandbox,
  { bundle, solution }: { bundle: GradingBundle; solution: string },
  judge: Judge,
): Promise<GradingBundle> {
  const judged: GradingBundle = { ...bundle, judge };
  if (judge === 'shared' || !canSplit(sandbox)) return judged;
  const { report, record } = await sandbox.record({ code: solution, bundle: judged });
  if (record === null) {
    throw new Error(`No record of a model solution: ${report.verdict}\n${report.output}`);
  }
  return Object.assign(judged, { record });
}
