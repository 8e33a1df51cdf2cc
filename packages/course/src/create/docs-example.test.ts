import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { readAssignmentFolder } from '../read-assignment.ts';
import { addAssignment } from './create-course.ts';

const docs = await readFile(new URL('../../../../docs/course.md', import.meta.url), 'utf8');
const shown = [...docs.matchAll(/^`([\w./]+)`:\n\n```\w+\n([^]*?)```/gm)].map(
  ([, name = '', text = '']) => [name, text] as const,
);

it('docs/course.md shows the files that course add --files writes', async () => {
  const assignment = join(await writeFixture('small', smallCourse), 'longest-word');
  await addAssignment(assignment, { kind: 'cases', files: ['main.py', 'shapes.py'] });
  expect(shown.map(([name]) => name)).toEqual([
    'assignment.yaml',
    'solution/main.py',
    'solution/shapes.py',
    'cases.yaml',
  ]);
  for (const [name, text] of shown) {
    // Prettier writes YAML with other quotes.
    const written = await readFile(join(assignment, name), 'utf8');
    expect(written.replaceAll('"', "'"), name).toBe(text.replaceAll('"', "'"));
  }
  const { bundle, givenFiles, solution } = await readAssignmentFolder(assignment);
  expect(bundle).toMatchObject({ fileName: 'main.py', otherFiles: [{ name: 'shapes.py' }] });
  expect(bundle.cases).toHaveLength(3);
  expect(givenFiles).toEqual(['words.txt']);
  expect(solution?.otherFiles).toMatchObject([{ name: 'shapes.py' }]);
});
