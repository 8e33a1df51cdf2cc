import { Option, type Command } from 'commander';
import {
  helpEnd,
  targetOf,
  wholeNumber,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

/** The commands for courses that are loaded. */
export function registerStoredCommands(course: Command): void {
  registerList(course);
  registerArchive(course);
  registerRemove(course);
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
          'It is not changed by loading it again. What they did is kept for 12 months, or as --keep says; then `touchstone prune` removes it.',
      )
      .argument('<slug>', 'the course, as `course list` names it')
      .addOption(
        new Option('--undo', 'let students hand in again, and keep what they did').conflicts(
          'keep',
        ),
      )
      .option(
        '--keep <months>',
        'how long what students did is kept, from when the course was archived (default: 12); may be changed later',
        wholeNumber(0, 1200),
      ),
  )
    .addHelpText(
      'after',
      helpEnd(['course archive python-2025 --keep 24', 'course archive python --undo']),
    )
    .action(
      async (
        name: string,
        { undo, keep, ...flags }: TargetFlags & { undo?: true; keep?: number },
        command: Command,
      ) => {
        const { archiveCourse } = await import('../stored-courses/archive-course.ts');
        await archiveCourse(targetOf(flags, command), name, {
          undo: undo === true,
          ...(keep !== undefined && { keep }),
        });
      },
    );
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
