import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const longTitle =
  'Task number 60, whose title goes on for longer than anybody would like to read it';

/**
 * A course of 161 assignments in 8 parts. They are all the same, except that one has a long title and
 * the last one is judged `shared`.
 */
export async function writeLongCourse(path: string): Promise<string> {
  const slugs = Array.from({ length: 161 }, (_, index) => `task-${index + 1}`);
  const parts = Array.from({ length: 8 }, (_, part) => ({
    title: `Part ${part + 1}`,
    assignments: slugs.filter((_slug, index) => Math.floor(index / 21) === part),
  }));
  await mkdir(path);
  const course = { title: 'A long course', description: 'It goes on.', parts };
  await writeFile(join(path, 'course.yaml'), JSON.stringify(course));
  for (const slug of slugs) {
    await mkdir(join(path, slug));
    const files = {
      'assignment.yaml': JSON.stringify({
        title: slug === 'task-60' ? longTitle : slug.replace('task-', 'Task number '),
        judge: slug === 'task-161' ? 'shared' : 'split',
      }),
      'handout.md': 'Make `answer` return 42.\n',
      'starter.py': 'def answer():\n    return None\n',
      'solution.py': 'def answer():\n    return 42\n',
      'tests.py':
        'import unittest\n\nfrom submission import answer\n\n\n' +
        'class AnswerTest(unittest.TestCase):\n    def test_answer(self):\n' +
        '        self.assertEqual(answer(), 42)\n',
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(path, slug, name), content);
    }
  }
  return path;
}
