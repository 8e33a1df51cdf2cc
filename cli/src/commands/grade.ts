import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';
import { sandboxOption } from './arguments.ts';

interface GradeFlags {
  json?: true;
  sandbox: 'auto' | 'bubblewrap' | 'pyodide';
}

export function registerGrade(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('grade')
    .summary('grade programs without a server')
    .description(
      'Grades programs with the tests of an assignment, in the same sandbox as the graders. ' +
        'Exit status 0 when all are correct, 1 when one is not, 2 when one could not be graded.',
    )
    .argument('<assignment>', 'the assignment folder, the one with assignment.yaml')
    .argument('<files...>', 'programs to grade')
    .option('--json', 'one line {"file", "result"} for each file, in the given order')
    .addOption(sandboxOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone grade courses/first-steps/hello submission.py',
        '  touchstone grade --json courses/first-steps/hello handed-in/*.py > results.jsonl',
      ].join('\n'),
    )
    .action(async (assignment: string, files: string[], flags: GradeFlags) => {
      const { gradeFiles } = await import('../grade/grade-files.ts');
      answer(
        await gradeFiles({
          assignmentFolder: assignment,
          files,
          json: flags.json === true,
          sandbox: flags.sandbox,
        }),
      );
    });
}
