import type { Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import { databaseOption, redisOption } from './arguments.ts';

export function registerCourse(program: Command): void {
  const course = program
    .command('course')
    .summary('load and import courses')
    .description('Tools for course folders.');
  registerLoad(course);
  registerImportExercism(course);
}

interface LoadFlags {
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
        'A server that runs on the data folder shows the new state at once.',
    )
    .argument('<folder>', 'the course folder, the one with course.yaml')
    .option(
      '--data <folder>',
      'data folder of `touchstone start` or `touchstone stack`',
      defaultDataFolder,
    )
    .addOption(databaseOption())
    .addOption(redisOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone course load courses/first-steps',
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
      );
    });
}

function registerImportExercism(course: Command): void {
  course
    .command('import-exercism')
    .summary('make a course folder of an Exercism Python track')
    .description(
      'Makes a course folder of all exercises of a checkout of github.com/exercism/python.',
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
