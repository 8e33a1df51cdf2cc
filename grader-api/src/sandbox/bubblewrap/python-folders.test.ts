import { expect, test } from 'vitest';
import { UnfitHostError } from '../sandbox.ts';
import { pythonFolders } from './python-folders.ts';

test('the installation of a Python outside /usr is bound into the sandbox', () => {
  expect(pythonFolders('/usr/bin/python3')).toEqual([]);
  expect(pythonFolders('/opt/python/bin/python3')).toEqual(['/opt/python']);
  expect(pythonFolders('/var/lib/python/bin/python3')).toEqual(['/var/lib/python']);
});

test.each([
  ['python3', /absolute path/],
  ['/var/bin/python3', /a separate folder.*would show all of that folder/],
  ['/root/bin/python3', /a separate folder.*would show all of that folder/],
  ['/tmp/python/bin/python3', /a separate folder.*the sandbox replaces by its own/],
  ['/dev/python/bin/python3', /a separate folder.*the sandbox replaces by its own/],
])('%s is refused, with what to do instead', (python, advice) => {
  expect(() => pythonFolders(python)).toThrow(UnfitHostError);
  expect(() => pythonFolders(python)).toThrow(advice);
});
