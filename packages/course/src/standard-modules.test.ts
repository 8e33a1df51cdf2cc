import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { standardModules } from './standard-modules.ts';

it("has all modules of this machine's Python", async () => {
  const source = 'import sys; print(*sys.stdlib_module_names)';
  const { stdout } = await promisify(execFile)('python3', ['-I', '-c', source]);
  const names = stdout.trim().split(' ');
  expect(names).toContain('string');
  expect(names.filter((name) => !name.startsWith('_') && !standardModules.has(name))).toEqual([]);
});
