import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCourse } from './read-course.ts';

const folder = fileURLToPath(new URL('../../../courses/first-steps', import.meta.url));

describe('the sample course', () => {
  it('has no faults, eighteen assignments in five parts, and starts with hello and sum', async () => {
    const { assignments } = await readCourse(folder);
    expect(assignments).toHaveLength(18);
    expect(assignments.slice(0, 2).map(({ slug }) => slug)).toEqual(['hello', 'sum']);
    expect(new Set(assignments.map(({ part }) => part)).size).toBe(5);
  });

  it('has some hidden tests and a data file', async () => {
    const { assignments } = await readCourse(folder);
    const hidden = assignments.filter(({ bundle }) => bundle.testFiles.some((test) => test.hidden));
    expect(hidden.map(({ slug }) => slug)).toEqual(['word-count', 'caesar', 'calculator']);
    const withFiles = assignments.filter(({ bundle }) => bundle.files.length > 0);
    expect(withFiles.map(({ slug }) => slug)).toEqual(['weather']);
  });

  it('has cases for scripts, some with points for a part, and for calls', async () => {
    const { assignments } = await readCourse(folder);
    const withCases = assignments.filter(({ bundle }) => bundle.cases.length > 0);
    expect(withCases.map(({ slug, bundle }) => `${slug} ${bundle.scoring}`)).toEqual([
      'small-talk all',
      'split-bill points',
      'temperature all',
    ]);
    const kinds = withCases.map(({ bundle }) => new Set(bundle.cases.map(({ kind }) => kind)));
    expect(kinds).toEqual([new Set(['script']), new Set(['script']), new Set(['call'])]);
    expect(withCases.flatMap(({ bundle }) => bundle.testFiles)).toEqual([]);
  });

  it('has a readable title for every test', async () => {
    const { assignments } = await readCourse(folder);
    const untitled = assignments.flatMap(({ slug, bundle }) =>
      bundle.testFiles.flatMap(({ source }) =>
        [...source.matchAll(/def (test_\w+)\(self\):\n(?! {8}""")/g)].map(
          ([, name]) => `${slug}: ${name ?? ''}`,
        ),
      ),
    );
    expect(untitled).toEqual([]);
  });
});
