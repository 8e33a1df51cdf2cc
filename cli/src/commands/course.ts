import { Option, type Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import type { ExitStatus } from '../command-error.ts';
import type { CheckFlags } from '../course/check-course.ts';
import {
  collect,
  databaseOption,
  helpEnd,
  redisOption,
  sandboxOption,
  targetOf,
  type TargetFlags,
  wholeNumber,
} from './arguments.ts';
import { registerFolderCommands } from './course-folders.ts';
import { registerStoredCommands } from './stored-courses.ts';

export function registerCourse(program: Command, answer: (status: ExitStatus) => void): void {
  const course = program
    .command('course')
    .summary('create, check and load courses')
    .description('Tools for course folders.');
  registerFolderCommands(course);
  registerCheck(course, answer);
  registerLoad(course);
  registerStoredCommands(course);
}

function registerCheck(course: Command, answer: (status: ExitStatus) => void): void {
  course
    .command('check')
    .summary('check a course before students see it')
    .description(
      'Runs the model solution and the starter of each assignment, and analyses its tests. ' +
        'The exit status is 0 if there are no faults, even with warnings, and 1 otherwise.',
    )
    .argument('<folder>', 'the course folder, or the folder of one assignment')
    .option('--json', 'print one line of JSON per assignment, in the order of the course')
    .option(
      '--mutants',
      'also change the model solutions in small ways, and say which changes no test notices',
    )
    .addOption(
      new Option(
        '--seconds <number>',
        'with --mutants: time for the mutants of all assignments (default: 60)',
      ).argParser(wholeNumber(1, 86_400)),
    )
    .option('--strict', 'with --mutants: a mutant that no test notices is a fault')
    .addOption(sandboxOption())
    .addHelpText(
      'after',
      helpEnd([
        'course check courses/first-steps',
        'course check --json courses/first-steps/hello',
        'course check --mutants courses/first-steps/hello',
      ]),
    )
    .action(async (folder: string, flags: CheckFlags, command: Command) => {
      if (flags.mutants !== true && (flags.seconds !== undefined || flags.strict === true)) {
        const option = flags.strict === true ? '--strict' : '--seconds';
        command.error(`error: ${option} requires --mutants`);
      }
      const { checkCourse } = await import('../course/check-course.ts');
      answer(await checkCourse(folder, flags));
    });
}

interface LoadFlags extends TargetFlags {
  allowWarnings?: true;
  retire?: string[];
}

function registerLoad(course: Command): void {
  course
    .command('load')
    .summary('load a course folder, or update it')
    .description(
      'Stores a course, or its changes. Assignments are identified by their folder names; docs/changing-a-course.md says ' +
        'how to rename or retire one. Prints what changes for students before it writes. ' +
        'Checks each assignment as `course check` does. If there is a fault, or a warning without --allow-warnings, ' +
        'nothing is stored and the exit status is 1. ' +
        'A server running on the data folder shows the new state immediately.',
    )
    .argument('<folder>', 'the course folder, the one with course.yaml')
    .option(
      '--data <folder>',
      'data folder of `touchstone start` or `touchstone stack`',
      defaultDataFolder,
    )
    .option('--allow-warnings', 'load the course despite warnings; they are still printed')
    .option(
      '--retire <slug>',
      'retire an assignment that has submissions and is not in the folder any more; may be repeated',
      collect,
    )
    .addOption(databaseOption())
    .addOption(redisOption())
    .addHelpText(
      'after',
      helpEnd([
        'course load courses/first-steps',
        'course load courses/python --allow-warnings',
        'course load courses/python --retire leap-year',
        'course load courses/python --database postgres://… --redis redis://…',
      ]),
    )
    .action(async (folder: string, flags: LoadFlags, command: Command) => {
      const target = targetOf(flags, command);
      const { loadCourse } = await import('../course/load-course.ts');
      const { allowWarnings = false, retire = [] } = flags;
      await loadCourse(folder, target, { allowWarnings, retire });
    });
}
