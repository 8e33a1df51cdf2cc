import { expect, it } from 'vitest';
import { listAssignment } from './list-assignment.ts';

const head = '# mine\ntitle: A\ndescription: >-\n  goes\n  on\n';

it.each([
  [
    'a list with dashes, after its comments',
    'parts:\n  - title: One\n    assignments:\n      - a # first\n      - b\n\n# end\n',
    'parts:\n  - title: One\n    assignments:\n      - a # first\n      - b\n      - new\n\n# end\n',
  ],
  [
    'a list that is not indented, without a line end',
    'parts:\n- title: One\n  assignments:\n  - a',
    'parts:\n- title: One\n  assignments:\n  - a\n  - new\n',
  ],
  [
    'a list in brackets',
    'parts: [{title: One, assignments: [a, b]}]\n',
    'parts: [{title: One, assignments: [a, b, new]}]\n',
  ],
  [
    'an empty list in brackets',
    'parts:\n  - title: One\n    assignments: [] # none yet\n',
    'parts:\n  - title: One\n    assignments: [new] # none yet\n',
  ],
  [
    'an empty list without brackets',
    'parts:\n  - assignments: # none yet\n    title: One\n',
    'parts:\n  - assignments: # none yet\n      - new\n    title: One\n',
  ],
])('extends %s', (_name, before, after) => {
  expect(listAssignment(head + before, 'new')).toEqual({ text: head + after, isNewPart: false });
});

const two =
  'parts:\n  - title: One\n    assignments: [a]\n  - assignments:\n      - b\n    title: Two\n';

it('extends the part that is named, else the last one', () => {
  expect(listAssignment(two, 'new', 'One')?.text).toBe(two.replace('[a]', '[a, new]'));
  expect(listAssignment(two, 'new')?.text).toBe(two.replace('- b\n', '- b\n      - new\n'));
});

it.each([
  [
    'after the last part and before comments',
    `${two}\n# end\n`,
    'It: 3',
    `${two}  - title: "It: 3"\n    assignments:\n      - new\n\n# end\n`,
  ],
  [
    'after a list in brackets, without a line end',
    'parts:\n- title: One\n  assignments: [a]',
    'Two',
    'parts:\n- title: One\n  assignments: [a]\n- title: "Two"\n  assignments:\n    - new\n',
  ],
  [
    'in brackets',
    'parts: [{title: One, assignments: [a]}] # all\n',
    'Two',
    'parts: [{title: One, assignments: [a]}, {title: "Two", assignments: [new]}] # all\n',
  ],
])('makes a part that is not there, %s', (_name, before, part, after) => {
  expect(listAssignment(head + before, 'new', part)).toEqual({
    text: head + after,
    isNewPart: true,
  });
});

it.each([
  ['the new part has no title', two, ' '],
  ['there are no parts', 'title: A\n', undefined],
  ['the part has no list', 'parts:\n  - title: One\n', undefined],
  ['the file is not YAML', 'parts: [', undefined],
])('gives up if %s', (_name, text, part) => {
  expect(listAssignment(text, 'new', part)).toBeNull();
});
