import type { Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import type { ExitStatus } from '../command-error.ts';
import { databaseOption, redisOption, sandboxOption } from './arguments.ts';

export function registerCourse(program: Command, answer: (status: ExitStatus) => void): void {
  const course = program
    .command('course')
    .summary('check, load and import courses')
    .description('Tools for course folders.');
  registerCheck(course, answer);
  registerLoad(course);
  registerImportExercism(course);
}

interface CheckFlags {
  json?: true;
  sandbox: 'auto' | 'bubblewrap' | 'pyodide';
}

function registerCheck(course: Command, answer: (status: ExitStatus) => void): void {
  course
    .command('check')
    .summary('try a course before students do')
    .description(
      'Runs the model solution and the starter of each assignment and reads its tests. ' +
        'Exit status 0 when there is no fault, warnings or not, 1 when there is one.',
    )
    .argument('<folder>', 'the course folder, or the folder of one assignment')
    .option('--json', 'one line of JSON for each assignment, in the order of the course')
    .addOption(sandboxOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone course check courses/first-steps',
        '  touchstone course check --json courses/first-steps/hello',
      ].join('\n'),
    )
    .action(async (folder: string, flags: CheckFlags) => {
      const { checkCourse } = await import('../course/check-course.ts');
      answer(await checkCourse({ folder, json: flags.json === true, sandbox: flags.sandbox }));
    });
}

interface LoadFlags {
  allowWarnings?: true;
  data: string;
  database?: string;
  redis?: string;
}

function registerLoad(course: Command): void {
  course
    .command('load')
    .summary('put a course folder into the system, or its changes')
    .description(
      'Stores a course, or what changed in it. Assignments keep their identity by their folder names. ' +
        'Checks each assignment as `course check` does. With a fault nothing is stored, and exit status is 1; ' +
        'so it is with a warning, unless --allow-warnings is given. ' +
        'A server that runs on the data folder shows the new state at once.',
    )
    .argument('<folder>', 'the course folder, the one with course.yaml')
    .option(
      '--data <folder>',
      'data folder of `touchstone start` or `touchstone stack`',
      defaultDataFolder,
    )
    .option(
      '--allow-warnings',
      'load the course in spite of warnings, which are written all the same',
    )
    .addOption(databaseOption())
    .addOption(redisOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone course load courses/first-steps',
        '  touchstone course load courses/python --allow-warnings',
        '  touchstone course load courses/python --database postgres://… --redis redis://…',
      ].join('\n'),
    )
    .action(async (folder: string, flags: LoadFlags, command: Command) => {
      if (flags.redis !== undefined && flags.database === undefined) {
        command.error('error: --redis goes together with --database');
      }
      const { loadCourse } = await import('../course/load-course.ts');
      await loadCourse(
        folder,
        flags.database === undefined
          ? { dataFolder: flags.data }
          : { databaseUrl: flags.database, redisUrl: flags.redis },
        { allowWarnings: flags.allowWarnings === true },
      );
    });
}

function registerImportExercism(course: Command): void {
  course
    .command('import-exercism')
    .summary('make a course folder of an Exercism Python track')
    .description(
      'Makes a course folder of a checkout of github.com/exercism/python. Exercises that cannot be imported ' +
        'are left out and listed with the reason. Exit status 0 when there is a course, 1 when no exercise could be imported.',
    )
    .argument('<track>', 'the checkout, the folder with config.json')
    .argument('<out>', 'the course folder to make')
    .addHelpText(
      'after',
      ['', 'Example:', '  touchstone course import-exercism ../python courses/python'].join('\n'),
    )
    .action(async (track: string, out: string) => {
      const { importExercismTrack } = await import('../course/import-exercism-track.ts');
      await importExercismTrack(track, out);
    });
}
