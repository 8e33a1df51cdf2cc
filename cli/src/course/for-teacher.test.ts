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
    'EOFError: your program asks for input more often.\n\nmore',
    'EOFError: the model solution asks for input more often.',
  ],
  ['Your program gives an object (Box).', 'The model solution gives an object (Box).'],
  ['Your programming is fine', 'Your programming is fine'],
])('says to the teacher what a student reads as %j', (text, expected) => {
  expect(forTeacher(text)).toBe(expected);
});

it('names the starter where that is the program', () => {
  expect(forTeacher('your file does not define it', 'the starter')).toBe(
    'the starter does not define it',
  );
});

it('takes the line off a message', () => {
  expect(splitLine('Line 12: NameError: no')).toEqual({ line: 12, rest: 'NameError: no' });
  expect(splitLine('took too long')).toEqual({ line: null, rest: 'took too long' });
});
