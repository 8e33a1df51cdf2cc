import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../test/course-fixture.ts';
import { readCourse } from './read-course.ts';

/** The small course's assignment again, in these folders and with these lines in their assignment.yaml. */
function courseOf(lines: Readonly<Record<string, string>>): Promise<string> {
  const files = Object.entries(lines).flatMap(([slug, line]) => [
    ...Object.entries(smallCourse)
      .filter(([path]) => path.startsWith('hello/'))
      .map(([path, content]) => [path.replace('hello', slug), content] as const),
    [`${slug}/assignment.yaml`, `title: One\n${line}\n`] as const,
  ]);
  const listed = Object.keys(lines).map((slug) => `      - ${slug}\n`);
  const manifest = `title: Small\nparts:\n  - title: First\n    assignments:\n${listed.join('')}`;
  return writeFixture('small', { ...Object.fromEntries(files), 'course.yaml': manifest });
}

it('is read as the name before', async () => {
  const { assignments } = await readCourse(
    await courseOf({ greet: 'renamed-from: hello', bye: '' }),
  );
  expect(assignments.map(({ slug, renamedFrom }) => [slug, renamedFrom])).toEqual([
    ['greet', 'hello'],
    ['bye', undefined],
  ]);
});

it.each([
  [{ greet: 'renamed-from: greet' }, 'greet/assignment.yaml:2: has the name of its own folder'],
  [
    { greet: 'renamed-from: bye', bye: '' },
    'greet/assignment.yaml:2: is renamed-from "bye", but the course still has "bye"',
  ],
  [
    { greet: 'renamed-from: hello', bye: 'renamed-from: hello' },
    'bye/assignment.yaml:2: is renamed-from "hello", as "greet" is; remove one of the two lines',
  ],
  [{ greet: 'renamed-from: Hello There' }, 'must be lower-case letters'],
  [{ greet: 'renamed-from: [a, b]' }, 'greet/assignment.yaml:2:'],
  [{ greet: 'renamedfrom: hello' }, 'did you mean "renamed-from"?'],
])('is refused in %j', async (lines, message) => {
  await expect(readCourse(await courseOf(lines))).rejects.toThrow(message);
});
