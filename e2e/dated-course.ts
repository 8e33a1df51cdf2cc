import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sample = new URL('../courses/first-steps/hello', import.meta.url).pathname;
const minuteMs = 60_000;
/** For programs that sleep. */
const limits = { wallSeconds: 60 };

/** A course whose dates lie around now, by the clock of Helsinki; each assignment is the sample course's first. */
export async function writeDatedCourse(path: string): Promise<string> {
  const inMinutes = (minutes: number): string =>
    `${new Date(Date.now() + minutes * minuteMs).toISOString().slice(0, 16).replace('T', ' ')} +00:00`;
  const assignments = {
    'soon-due': { due: inMinutes(40) },
    'due-later': { due: inMinutes(4 * 24 * 60), closes: inMinutes(8 * 24 * 60) },
    'late-now': { due: inMinutes(-30 * 60) },
    over: { due: inMinutes(-60), closes: inMinutes(-60) },
    undated: {},
    'with-part': {},
    'with-part-too': {},
  };
  const [inPart, alone] = [['with-part', 'with-part-too'], Object.keys(assignments).slice(0, -2)];
  await mkdir(path);
  const course = {
    title: 'Dated course',
    timeZone: 'Europe/Helsinki',
    late: { pointsPerDay: 10 },
    parts: [
      { title: 'Week 1', assignments: alone },
      { title: 'Week 2', dates: { due: inMinutes(10 * 24 * 60) }, assignments: inPart },
    ],
  };
  await writeFile(join(path, 'course.yaml'), JSON.stringify(course));
  for (const [slug, dates] of Object.entries(assignments)) {
    await cp(sample, join(path, slug), { recursive: true });
    const title = slug.replaceAll('-', ' ');
    await writeFile(join(path, slug, 'assignment.yaml'), JSON.stringify({ title, dates, limits }));
  }
  return path;
}
