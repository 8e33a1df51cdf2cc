import type { GradingBundle, Judge } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';

/** The bundle for one of the judges, with the record of the model solution if that judge needs it. */
export async function bundleFor(
  sandbox: Sandbox,
  { bundle, solution }: { bundle: GradingBundle; solution: string },
  judge: Judge,
): Promise<GradingBundle> {
  const forJudge: GradingBundle = { ...bundle, judge };
  if (judge === 'shared') return forJudge;
  const { report, record } = await sandbox.record({ code: solution, bundle: forJudge });
  if (record === null) {
    throw new Error(`No record of a model solution: ${report.verdict}\n${report.output}`);
  }
  return Object.assign(forJudge, { record });
}
