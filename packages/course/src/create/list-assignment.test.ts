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
])('extends %s', (_name, before, after) => {
  expect(listAssignment(head + before, 'new')).toBe(head + after);
});

const two =
  'parts:\n  - title: One\n    assignments: [a]\n  - assignments:\n      - b\n    title: Two\n';

it('extends the part that is named, else the last one', () => {
  expect(listAssignment(two, 'new', 'One')).toBe(two.replace('[a]', '[a, new]'));
  expect(listAssignment(two, 'new')).toBe(two.replace('- b\n', '- b\n      - new\n'));
});

it.each([
  ['there is no such part', two, 'Three'],
  ['there are no parts', 'title: A\n', undefined],
  ['the part has no list', 'parts:\n  - title: One\n', undefined],
  ['the file is not YAML', 'parts: [', undefined],
])('gives up if %s', (_name, text, part) => {
  expect(listAssignment(text, 'new', part)).toBeNull();
});
