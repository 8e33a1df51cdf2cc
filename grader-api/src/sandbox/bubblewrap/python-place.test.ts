import { expect, test } from 'vitest';
import { UnfitHostError } from '../sandbox.ts';
import { pythonFolders } from './python-place.ts';

test('a Python outside /usr is bound into the sandbox with its installation', () => {
  expect(pythonFolders('/usr/bin/python3')).toEqual([]);
  expect(pythonFolders('/opt/python/bin/python3')).toEqual(['/opt/python']);
  expect(pythonFolders('/var/lib/python/bin/python3')).toEqual(['/var/lib/python']);
});

test.each([
  ['python3', /by its whole path/],
  ['/var/bin/python3', /a folder of its own.*all of which would be seen/],
  ['/root/bin/python3', /a folder of its own.*all of which would be seen/],
  ['/tmp/python/bin/python3', /a folder of its own.*the sandbox has a folder of its own/],
  ['/dev/python/bin/python3', /a folder of its own.*the sandbox has a folder of its own/],
])('%s is refused, with what to do instead', (python, advice) => {
  expect(() => pythonFolders(python)).toThrow(UnfitHostError);
  expect(() => pythonFolders(python)).toThrow(advice);
});
