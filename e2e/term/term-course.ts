import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const course = 'autumn-term';
const zone = 'Europe/Helsinki';

/** What a function of one number returns, as Python. Each has a test for 1, 2, 3 and 4. */
const assignments = {
  double: '2 * n',
  square: 'n * n',
  triple: '3 * n',
  half: 'n / 2',
  negate: '-n',
  next: 'n + 1',
  exam: '10 * n',
} as const;
export type Slug = keyof typeof assignments;
export const slugs = Object.keys(assignments) as Slug[];

const values: Readonly<Record<Slug, (n: number) => number>> = {
  double: (n) => 2 * n,
  square: (n) => n * n,
  triple: (n) => 3 * n,
  half: (n) => n / 2,
  negate: (n) => -n,
  next: (n) => n + 1,
  exam: (n) => 10 * n,
};
const numbers = [1, 2, 3, 4];

/** The weeks lie around the night in which Helsinki's clocks go back, 28 October 2035. */
const parts = [
  {
    title: 'Week 1',
    dates: { opens: '2035-10-15 08:00', due: '2035-10-21', closes: '2035-10-24' },
    assignments: ['double', 'square'],
  },
  {
    title: 'Week 2',
    dates: { opens: '2035-10-22 08:00', due: '2035-10-27 18:00', closes: '2035-10-31' },
    assignments: ['triple', 'half'],
  },
  {
    title: 'Week 3',
    dates: { opens: '2035-10-29 08:00', due: '2035-11-04', closes: '2035-11-06' },
    assignments: ['negate', 'next'],
  },
  {
    title: 'Exam',
    dates: { opens: '2035-11-02 10:00', due: '2035-11-02 11:30', closes: '2035-11-02 11:30' },
    assignments: ['exam'],
  },
];

/** The test of triple(3) is wrong until it is corrected: it expects 10, as the model solution returns. */
export async function writeTermCourse(path: string): Promise<void> {
  await mkdir(path);
  const settings = { title: 'Autumn term', access: 'invited', timeZone: zone };
  await writeFile(
    join(path, 'course.yaml'),
    JSON.stringify({ ...settings, late: { pointsPerDay: 10 }, parts }),
  );
  for (const slug of slugs) {
    const folder = join(path, slug);
    await mkdir(folder);
    const keys = {
      title: slug.charAt(0).toUpperCase() + slug.slice(1),
      scoring: 'points',
      ...(slug === 'next' && { late: 'none' }),
      ...(slug === 'exam' && { release: 'by hand' }),
    };
    await writeFile(join(folder, 'assignment.yaml'), JSON.stringify(keys));
    await writeFile(join(folder, 'handout.md'), `Write \`${functionOf(slug)}(n)\`.\n`);
    await writeFile(join(folder, 'starter.py'), `def ${functionOf(slug)}(n):\n    pass\n`);
    if (slug === 'triple') await writeTests(path, slug, misledTriple, { 3: 10 });
    else await writeTests(path, slug, programOf(slug, { passes: 4 }));
  }
}

/** As a teacher corrects the wrong test, and the model solution that agreed with it. */
export const correctTriple = (path: string): Promise<void> =>
  writeTests(path, 'triple', programOf('triple', { passes: 4 }));

async function writeTests(
  path: string,
  slug: Slug,
  solution: string,
  wrong: Readonly<Record<number, number>> = {},
): Promise<void> {
  const cases = numbers.map((n) => ({
    call: `${functionOf(slug)}(${n})`,
    returns: wrong[n] ?? values[slug](n),
  }));
  await writeFile(join(path, slug, 'solution.py'), solution);
  await writeFile(join(path, slug, 'cases.yaml'), JSON.stringify(cases));
}

/** `next` is a function of Python's own. */
const functionOf = (slug: Slug): string => (slug === 'next' ? 'following' : slug);

/** A program that is right for the last `passes` of the four numbers. */
export function programOf(
  slug: Slug,
  { passes, comment = '' }: { passes: number; comment?: string },
): string {
  const right = `${assignments[slug]} if n > ${numbers.length - passes} else "?"`;
  return `def ${functionOf(slug)}(n):\n    return ${right}\n${comment && `# ${comment}\n`}`;
}

/** Passes the wrong test of triple(3), and the three others. */
export const misledTriple = 'def triple(n):\n    return 10 if n == 3 else 3 * n\n';
