import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { readCourse } from '../read-course.ts';

const docs = await readFile(new URL('../../../../docs/cases.md', import.meta.url), 'utf8');
const examples = [...docs.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => yaml);

it.each(examples)('docs/cases.md has an example that can be read: %j', async (yaml) => {
  const files = { ...smallCourse, 'hello/tests.py': null, 'hello/cases.yaml': yaml };
  const course = await readCourse(await writeFixture('small', files));
  expect(course.assignments[0]?.bundle.cases.length).toBeGreaterThan(1);
});

it('docs/cases.md has an example of each kind of case', () => {
  const keys = [
    'stdin',
    'call',
    'code',
    'table',
    'writes',
    'forbid',
    'require',
    'raises',
    'hidden',
    'example',
  ];
  const written = new Set(examples.join('\n').match(/\b\w+(?=:)/g));
  expect(keys.filter((key) => !written.has(key))).toEqual([]);
});
