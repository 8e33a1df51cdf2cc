import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';
import type { GradeFlags } from '../grade/grade-files.ts';
import { helpEnd, sandboxOption } from './arguments.ts';

export function registerGrade(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('grade')
    .summary('grade programs without a server')
    .description(
      'Grades programs with the tests of an assignment, in the same sandbox as the graders. ' +
        'The exit status is 0 if all are correct, 1 if one is not, and 2 if one could not be graded.',
    )
    .argument('<assignment>', 'the assignment folder, the one with assignment.yaml')
    .argument('<programs...>', 'files, or folders where students edit several files')
    .option('--json', 'print one line {"file", "result"} per program, in the given order')
    .addOption(sandboxOption())
    .addHelpText(
      'after',
      helpEnd([
        'grade courses/first-steps/hello submission.py',
        'grade --json courses/first-steps/hello handed-in/*.py > results.jsonl',
        'grade courses/python/shapes handed-in/*/',
      ]),
    )
    .action(async (assignment: string, programs: string[], flags: GradeFlags) => {
      const { gradeFiles } = await import('../grade/grade-files.ts');
      answer(await gradeFiles(assignment, programs, flags));
    });
}
