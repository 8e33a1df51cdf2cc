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
  wholeDays,
  withTargetOptions,
  type TargetFlags,
  wholeNumber,
} from './arguments.ts';

export function registerCourse(program: Command, answer: (status: ExitStatus) => void): void {
  const course = program
    .command('course')
    .summary('create, check and load courses')
    .description('Tools for course folders.');
  registerNew(course);
  registerAdd(course);
  registerCopy(course);
  registerPreview(course);
  registerCheck(course, answer);
  registerLoad(course);
  registerList(course);
  registerArchive(course);
  registerRemove(course);
  registerImportExercism(course);
}

function registerNew(course: Command): void {
  course
    .command('new')
    .summary('create a course folder')
    .description('Creates a course folder with one assignment, an example to start from.')
    .argument('<folder>', 'the folder to create; its name becomes the address of the course')
    .option('--title <text>', 'title of the course (default: made of the name of the folder)')
    .addHelpText('after', helpEnd(['course new courses/python --title "Python for biologists"']))
    .action(async (folder: string, flags: { title?: string }) => {
      const { newCourse } = await import('../course/create-course.ts');
      await newCourse(folder, flags);
    });
}

interface AddFlags {
  unittest?: true;
  title?: string;
  part?: string;
}

function registerAdd(course: Command): void {
  course
    .command('add')
    .summary('create an assignment in a course folder')
    .description(
      'Creates the folder of an assignment, an example to start from, and lists it in course.yaml.',
    )
    .argument(
      '<slug>',
      'the folder to create in a course folder, such as courses/python/leap-year; ' +
        'in the course folder itself, leap-year',
    )
    .addOption(new Option('--cases', 'test by cases.yaml, without Python (default)'))
    .addOption(new Option('--unittest', 'test by tests.py').conflicts('cases'))
    .option('--title <text>', 'title of the assignment (default: made of the slug)')
    .option('--part <title>', 'the part of the course (default: the last one)')
    .addHelpText(
      'after',
      helpEnd([
        'course add courses/python/leap-year',
        'course add courses/python/stack --unittest --part Classes',
      ]),
    )
    .action(async (folder: string, { unittest, title, part }: AddFlags) => {
      const { addToCourse } = await import('../course/create-course.ts');
      await addToCourse(folder, { kind: unittest === true ? 'unittest' : 'cases', title, part });
    });
}

function registerCopy(course: Command): void {
  course
    .command('copy')
    .summary('copy a course folder for another term')
    .description(
      'Copies a course folder, without what starts with a dot. Loaded under its new name, the course has no students, ' +
        'points or history. With --shift-dates it moves the dates (2026-10-05) in course.yaml, in each assignment.yaml and ' +
        'in the text of handouts, and prints each.',
    )
    .argument('<old>', 'the course folder')
    .argument('<new>', 'the folder to create; its name becomes the address of the course')
    .option('--shift-dates <days>', 'days to add to each date, such as 364 or -7', wholeDays, 0)
    .addHelpText(
      'after',
      helpEnd(['course copy courses/python-2026 courses/python-2027 --shift-dates 364']),
    )
    .action(async (from: string, to: string, { shiftDates }: { shiftDates: number }) => {
      const { copyCourseFolder } = await import('../course/create-course.ts');
      await copyCourseFolder(from, to, shiftDates);
    });
}

function registerPreview(course: Command): void {
  course
    .command('preview')
    .summary('see a course folder as students will, while you write it')
    .description(
      'Runs a throw-away system with the course until you press Ctrl-C. It follows changes of the folder, shows faults ' +
        'with file and line, and puts the starter, the model solution or a program of wrong/ into the editor. ' +
        'Only this machine can reach it, by the address that it prints.',
    )
    .argument('<folder>', 'the course folder')
    .addOption(
      new Option('--port <number>', 'TCP port of the preview')
        .argParser(wholeNumber(1, 65_535))
        .default(7880),
    )
    .addHelpText('after', helpEnd(['course preview courses/python']))
    .action(async (folder: string, flags: { port: number }) => {
      const { runPreview } = await import('../preview/run-preview.ts');
      await runPreview(folder, flags);
    });
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

function registerList(course: Command): void {
  withTargetOptions(
    course
      .command('list')
      .summary('list the loaded courses')
      .description(
        'Lists all courses with their numbers of assignments, students and submissions, also those that students do not see.',
      )
      .option('--json', 'print one line of JSON per course'),
  )
    .addHelpText('after', helpEnd(['course list', 'course list --json --data /srv/touchstone']))
    .action(async (flags: TargetFlags & { json?: true }, command: Command) => {
      const { listCourses } = await import('../stored-courses/list-courses.ts');
      await listCourses(targetOf(flags, command), flags);
    });
}

function registerArchive(course: Command): void {
  withTargetOptions(
    course
      .command('archive')
      .summary('make a course read-only')
      .description(
        'Students can still read an archived course and their results, but hand in nothing and change no draft. ' +
          'It is not changed by loading it again.',
      )
      .argument('<slug>', 'the course, as `course list` names it')
      .option('--undo', 'let students hand in again'),
  )
    .addHelpText('after', helpEnd(['course archive python-2025', 'course archive python --undo']))
    .action(async (name: string, flags: TargetFlags & { undo?: true }, command: Command) => {
      const { archiveCourse } = await import('../stored-courses/archive-course.ts');
      await archiveCourse(targetOf(flags, command), name, { undo: flags.undo === true });
    });
}

function registerRemove(course: Command): void {
  withTargetOptions(
    course
      .command('remove')
      .summary('export a course, and remove it')
      .description(
        'Writes a course with all points, drafts and submissions to a file, one JSON document a line, then permanently ' +
          'removes them. On a terminal it asks for confirmation. The course folder stays.',
      )
      .argument('<slug>', 'the course, as `course list` names it')
      .option('--output <file>', 'the new file (default: SLUG-DATE.jsonl in this folder)')
      .option('--yes', 'do not ask for confirmation'),
  )
    .addHelpText(
      'after',
      helpEnd(['course remove python-2025', 'course remove python-2025 --yes --output old.jsonl']),
    )
    .action(
      async (
        name: string,
        { output, yes, ...flags }: TargetFlags & { output?: string; yes?: true },
        command: Command,
      ) => {
        const { removeCourse } = await import('../stored-courses/remove-course.ts');
        await removeCourse(targetOf(flags, command), name, {
          ...(output !== undefined && { output }),
          ask: yes !== true,
        });
      },
    );
}

function registerImportExercism(course: Command): void {
  course
    .command('import-exercism')
    .summary('create a course folder from an Exercism Python track')
    .description(
      'Creates a course folder from a checkout of github.com/exercism/python. Exercises that cannot be imported ' +
        'are left out and listed with the reason. The exit status is 0 if a course was created, 1 if no exercise could be imported.',
    )
    .argument('<track>', 'the checkout, the folder with config.json')
    .argument('<out>', 'the course folder to create')
    .addHelpText(
      'after',
      ['', 'Example:', '  touchstone course import-exercism ../python courses/python'].join('\n'),
    )
    .action(async (track: string, out: string) => {
      const { importExercismTrack } = await import('../course/import-exercism-track.ts');
      await importExercismTrack(track, out);
    });
}
