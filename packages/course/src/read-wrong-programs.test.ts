import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../test/course-fixture.ts';
import { readCourse, readCourseFolder } from './read-course.ts';

it('gives the programs in wrong/ and equivalent mutants to checks only', async () => {
  const code = 'def hello():\n    return "Bye"\n';
  const diff = '@@ hello @@\n-    return "Hello"\n+    return ""\n';
  const plain = await readCourse(await writeFixture('small', smallCourse));
  const { course, notes } = await readCourseFolder(
    await writeFixture('small', {
      ...smallCourse,
      'hello/assignment.yaml': `title: Hello\nequivalentMutants:\n  - |\n${diff.replace(/^(?=.)/gm, '    ')}`,
      'hello/wrong/bye.py': code,
      'hello/wrong/again.py': code,
    }),
  );
  expect(notes.get('hello')).toMatchObject({
    wrongPrograms: [
      { file: 'wrong/again.py', code },
      { file: 'wrong/bye.py', code },
    ],
    equivalentMutants: [{ diff: diff.trim(), line: 3 }],
  });
  expect(course).toEqual(plain);
});

it('takes only Python files of the folder itself', async () => {
  const folder = await writeFixture('small', {
    ...smallCourse,
    'hello/wrong/notes.txt': 'no program',
    'hello/wrong/more/bye.py': 'no',
  });
  await symlink('/etc/passwd', join(folder, 'hello/wrong/link.py'));
  const error = await readCourse(folder).catch((reason: unknown) => String(reason));
  expect(error).toMatch(/wrong\/notes\.txt: is not a program/);
  expect(error).toMatch(/wrong\/more: is not a program/);
  expect(error).toMatch(/wrong\/link\.py: leads outside the folder/);
});
