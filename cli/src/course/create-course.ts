import { join } from 'node:path';
import { addAssignment, copyCourse, createCourse, type NewAssignment } from '@touchstone/course';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { exitOnCourseFaults } from './course-faults.ts';

/** Creates a course folder with an example, and says what to do next. */
export async function newCourse(folder: string, { title }: { title?: string }): Promise<void> {
  await exitOnCourseFaults(createCourse(folder, title));
  say(`Created ${folder} with one assignment, an example.`);
  say(
    `  next: touchstone course add ${join(folder, 'SLUG')}, or touchstone course check ${folder}`,
  );
}

/** Creates an assignment in a course folder, and says what to do next. */
export async function addToCourse(folder: string, options: NewAssignment): Promise<void> {
  const { isNewPart } = await exitOnCourseFaults(addAssignment(folder, options));
  const where = isNewPart ? `, in the new part "${options.part}"` : '';
  say(`Created ${folder}, an example, and listed it in course.yaml${where}.`);
  say(`  next: change its files, then touchstone course check ${folder}`);
}

/** Copies a course folder, and prints each date that it has moved. */
export async function copyCourseFolder(from: string, to: string, shiftDays: number): Promise<void> {
  const changes = await exitOnCourseFaults(copyCourse(from, to, shiftDays));
  for (const { file, line, from: before, to: after } of changes) {
    say(`${file}:${line}: ${before} is now ${after}`);
  }
  const dates = shiftDays === 0 ? '' : `, with ${counted(changes.length, 'date')} moved`;
  say(`Copied ${from} to ${to}${dates}.`);
  say(`  next: touchstone course check ${to}, then touchstone course load ${to}`);
}
