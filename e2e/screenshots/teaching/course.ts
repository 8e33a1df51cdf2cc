import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const course = 'python-1';
export const slugs = ['hello', 'sum', 'greet', 'temperature', 'fizz-buzz', 'statistics'] as const;
export type Slug = (typeof slugs)[number];

const samples = new URL('../../../courses/first-steps/', import.meta.url).pathname;

const settings = {
  title: 'Python 1',
  access: 'invited',
  timeZone: 'Europe/Berlin',
  late: { pointsPerDay: 10 },
  parts: [
    {
      title: 'Week 1',
      dates: { opens: '2027-09-06 08:00', due: '2027-09-12', closes: '2027-09-19' },
      assignments: ['hello', 'sum', 'greet'],
    },
    {
      title: 'Week 2',
      dates: { opens: '2027-09-13 08:00', due: '2027-09-19 18:00', closes: '2027-09-22 18:00' },
      assignments: ['temperature', 'fizz-buzz'],
    },
    {
      title: 'Exam',
      dates: { opens: '2027-09-24 10:00', due: '2027-09-24 11:30', closes: '2027-09-24 11:30' },
      release: 'by hand',
      assignments: ['statistics'],
    },
  ],
};

/** Some assignments of the sample course, with dates and an exam. */
export async function writeCourse(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'course.yaml'), JSON.stringify(settings));
  for (const slug of slugs) {
    await cp(join(samples, slug), join(folder, slug), { recursive: true });
  }
}
