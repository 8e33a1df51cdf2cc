import type { GradingBundle } from '@touchstone/contracts';
import { expect, test } from 'vitest';
import { jobProgramOf } from './job-program.ts';

const bundle: GradingBundle = {
  fileName: 'main.py',
  judge: 'split',
  scoring: 'all',
  points: 1,
  limits: { cpuSeconds: 1, wallSeconds: 1, memoryMiB: 64 },
  preload: [],
  testFiles: [],
  cases: [],
  files: [],
  record: null,
};

test('a program of one file has no others', () => {
  expect(jobProgramOf({ code: 'a', bundle })).toEqual({ fileName: 'main.py', code: 'a' });
});

test('a missing file is the starter, and one that is no longer edited is left out', () => {
  const several = {
    ...bundle,
    otherFiles: [
      { name: 'shapes.py', code: 'starter 1' },
      { name: 'coins.py', code: 'starter 2' },
      { name: 'empty.py', code: 'starter 3' },
    ],
  };
  const otherFiles = [
    { name: 'gone.py', code: 'gone' },
    { name: 'empty.py', code: '' },
    { name: 'coins.py', code: 'own' },
  ];
  expect(jobProgramOf({ code: 'a', otherFiles, bundle: several })).toEqual({
    fileName: 'main.py',
    code: 'a',
    otherFiles: [
      { fileName: 'shapes.py', code: 'starter 1' },
      { fileName: 'coins.py', code: 'own' },
      { fileName: 'empty.py', code: '' },
    ],
  });
  expect(jobProgramOf({ code: 'a', otherFiles, bundle })).toEqual({
    fileName: 'main.py',
    code: 'a',
  });
});
