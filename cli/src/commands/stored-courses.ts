import type { Command } from 'commander';
import { helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

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
