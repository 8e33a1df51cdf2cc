import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sample = new URL('../courses/first-steps', import.meta.url).pathname;
const assignments = ['hello', 'sum'];

/** A course that only its members see, with assignments of the sample course. */
export async function writeInvitedCourse(path: string): Promise<string> {
  await mkdir(path);
  const course = {
    title: 'Autumn class',
    access: 'invited',
    timeZone: 'Europe/Helsinki',
    parts: [{ title: 'Week 1', dates: { due: '2099-12-01' }, assignments }],
  };
  await writeFile(join(path, 'course.yaml'), JSON.stringify(course));
  for (const slug of assignments) {
    await cp(join(sample, slug), join(path, slug), { recursive: true });
  }
  return path;
}
