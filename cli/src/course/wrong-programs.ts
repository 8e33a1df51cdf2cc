import type { GradingBundle } from '@touchstone/contracts';
import type { WrongProgram } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { fault, warning, type Finding } from './finding.ts';
import { splitLine } from './for-teacher.ts';

/** Grades the programs in wrong/ as students' programs are: each must fail, and because of a test. */
export async function tryWrongPrograms(
  programs: readonly WrongProgram[],
  bundle: GradingBundle,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { file, ...program } of programs) {
    const { verdict, output } = await sandbox.grade({ ...program, bundle });
    if (verdict === 'passed') {
      const message =
        'passes all tests, but programs in wrong/ must fail; add a test that it fails, or remove it';
      findings.push(fault(file, message));
    } else if (verdict === 'internal-error') {
      findings.push(fault(file, 'could not be graded; check it on its own'));
    } else if (verdict === 'syntax-error') {
      const { line, file: inFolder } = splitLine(output.trim());
      const message = 'is not valid Python, so it fails whatever the tests are; correct it';
      findings.push(warning(inFolder === undefined ? file : `${file}/${inFolder}`, message, line));
    }
  }
  return findings;
}
