import type { GradingBundle, Program } from '@touchstone/contracts';
import type { Recorded, Sandbox } from '@touchstone/grader-api/offline';
import { CommandError } from '../command-error.ts';
import { programFile } from '../course/program-file.ts';
import { describeFailure, describeSandboxFault, keyed, needsRecord } from '../course/records.ts';

/**
 * The bundle with a record of the model solution, if it needs one. Rejects with a CommandError if
 * there is no model solution or it does not pass, since verdicts would be meaningless.
 */
export async function recordedBundle(
  folder: string,
  { bundle, solution }: { bundle: GradingBundle; solution: Program | null },
  sandbox: Sandbox,
): Promise<GradingBundle> {
  if (!needsRecord(bundle, sandbox)) return bundle;
  if (solution === null) {
    throw new CommandError(
      `${folder} has no ${programFile('solution', bundle)}, which is needed to grade programs.`,
      {
        next: 'Add the model solution, or write `judge: shared` in assignment.yaml; programs can then forge their verdicts.',
      },
    );
  }
  const made = await sandbox
    .record({ ...solution, bundle: { ...bundle, record: null } })
    .catch(describeSandboxFault);
  if (typeof made !== 'string' && made.report.verdict === 'passed' && made.record !== null) {
    return { ...bundle, record: await keyed({ bundle, solution }, made.record, sandbox) };
  }
  const fault = typeof made === 'string' ? made : faultOf(made);
  throw new CommandError(`Programs cannot be graded with ${folder}: its model solution ${fault}`, {
    next: `Fix it first; \`touchstone course check ${folder}\` gives details.`,
  });
}

const faultOf = ({ report }: Recorded): string =>
  report.verdict === 'passed'
    ? 'passed, but the sandbox made no record of it'
    : describeFailure(report);
