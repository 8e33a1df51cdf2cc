import { expect, it } from 'vitest';
import { forTeacher, splitLine } from './for-teacher.ts';

it.each([
  [
    "The tests of this assignment are broken. That is not your program's fault: tell your teacher. There are none.",
    'There are none.',
  ],
  [
    "The files beside your program are broken. That is not your program's fault: tell your teacher. No space left",
    'No space left',
  ],
  [
    'EOFError: your program calls input() more often.\n\nmore',
    'EOFError: the model solution calls input() more often.',
  ],
  ['Your program returns an object (Box).', 'The model solution returns an object (Box).'],
  ['Your files have no `for` loop', 'The model solution has no `for` loop'],
  ['No line of your files imports it', 'No line of the model solution imports it'],
  ['Your programming is fine', 'Your programming is fine'],
])('rewords %j for the teacher', (text, expected) => {
  expect(forTeacher(text)).toBe(expected);
});

it('names the starter if that is the program', () => {
  expect(forTeacher('your file does not define it', 'the starter')).toBe(
    'the starter does not define it',
  );
});

it('splits the line number off a message', () => {
  expect(splitLine('Line 12: NameError: no')).toEqual({ line: 12, rest: 'NameError: no' });
  expect(splitLine('Line 3 of shapes.py: NameError: no')).toEqual({
    line: 3,
    file: 'shapes.py',
    rest: 'NameError: no',
  });
  expect(splitLine('took too long')).toEqual({ line: null, rest: 'took too long' });
});
