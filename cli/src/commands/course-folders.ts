import { Option, type Command } from 'commander';
import { helpEnd, wholeDays, wholeNumber } from './arguments.ts';

/** The commands that create course folders, and the preview of one. */
export function registerFolderCommands(course: Command): void {
  registerNew(course);
  registerAdd(course);
  registerCopy(course);
  registerPreview(course);
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

const names = (text: string): string[] => text.split(',').map((name) => name.trim());

interface AddFlags {
  unittest?: true;
  files?: string[];
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
    .addOption(
      new Option(
        '--files <names>',
        'students edit these files, such as main.py,shapes.py; the first one runs as a script',
      ).argParser(names),
    )
    .option('--title <text>', 'title of the assignment (default: made of the slug)')
    .option('--part <title>', 'the part of the course, perhaps a new one (default: the last one)')
    .addHelpText(
      'after',
      helpEnd([
        'course add courses/python/leap-year',
        'course add courses/python/stack --unittest --part Classes',
        'course add courses/python/shapes --files main.py,shapes.py',
      ]),
    )
    .action(async (folder: string, { unittest, ...options }: AddFlags) => {
      const { addToCourse } = await import('../course/create-course.ts');
      await addToCourse(folder, { kind: unittest === true ? 'unittest' : 'cases', ...options });
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
