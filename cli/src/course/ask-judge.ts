import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gradingLimitsSchema, type GradingLimits } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { checkoutFolder } from '../checkout.ts';

const judgeFolder = join(checkoutFolder, 'judge');

/** What a question prints before its answer, in the same line. */
export const answerMark = 'answer:';

/** Paths, from the judge's folder, of the files of one of its packages. */
export async function judgeFiles(name: string, pattern = /\.py$/): Promise<string[]> {
  const names = (await readdir(join(judgeFolder, name))).filter((each) => pattern.test(each));
  return names.map((each) => `${name}/${each}`).sort();
}

/** What to ask. */
export interface Question {
  /** The judge's files that the source imports from the package `touchstone_judge`, and what these import. */
  readonly paths: readonly string[];
  /** A test file with one test, which prints `answerMark` and the answer. */
  readonly source: string;
  readonly limits?: Partial<GradingLimits>;
}

/**
 * Lets the judge's own Python read foreign code, which happens in the sandbox: as a grading whose only
 * test prints the answer. Null if the test passed without one; rejects with a SandboxError if it did not pass.
 */
export async function askJudge(
  sandbox: Pick<Sandbox, 'grade'>,
  { paths, source, limits = {} }: Question,
): Promise<string | null> {
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: `touchstone_judge/${path}`,
      contentBase64: await readFile(join(judgeFolder, path), 'base64'),
    })),
  );
  const report = await sandbox.grade({
    code: '',
    bundle: {
      fileName: 'submission.py',
      judge: 'shared',
      scoring: 'all',
      points: 0,
      limits: gradingLimitsSchema.parse(limits),
      preload: [],
      record: null,
      files,
      testFiles: [{ fileName: 'tests.py', source, hidden: false }],
      cases: [],
    },
  });
  if (report.verdict !== 'passed') {
    const message = report.tests[0]?.message ?? '';
    throw new SandboxError(
      `the files could not be read: ${report.verdict} ${report.output} ${message}`,
    );
  }
  const line = report.output.split('\n').find((each) => each.startsWith(answerMark));
  return line?.slice(answerMark.length) ?? null;
}
