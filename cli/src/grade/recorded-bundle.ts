import type { GradingBundle } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { CommandError } from '../command-error.ts';
import { makeRecord, needsRecord } from '../course/make-record.ts';

/**
 * The bundle with a record of the model solution, where it takes one. Rejects with a CommandError
 * without a model solution or with one that does not pass: then no verdict would mean anything.
 */
export async function recordedBundle(
  folder: string,
  { bundle, solution }: { bundle: GradingBundle; solution: string | null },
  sandbox: Sandbox,
): Promise<GradingBundle> {
  if (!needsRecord(bundle, sandbox)) return bundle;
  if (solution === null) {
    throw new CommandError(
      `${folder} has no solution.py, by which programs are held to the tests.`,
      {
        next: 'Add the model solution, or write `judge: shared` into assignment.yaml: then a program can forge its verdict.',
      },
    );
  }
  const made = await makeRecord({ bundle, solution }, sandbox);
  if ('record' in made) return { ...bundle, record: made.record };
  throw new CommandError(
    `No program can be graded by ${folder}: its model solution ${made.fault}`,
    { next: `Mend it first; \`touchstone course check ${folder}\` says more.` },
  );
}
