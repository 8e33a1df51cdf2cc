import type { GradingBundle } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { hashBundle } from './hash-bundle.ts';

const bundle: GradingBundle = {
  fileName: 'submission.py',
  judge: 'split',
  scoring: 'all',
  points: 100,
  limits: { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 },
  preload: [],
  testFiles: [{ fileName: 'tests.py', source: 'é', hidden: false }],
  cases: [],
  files: [],
};

describe('hashBundle', () => {
  it('gives a fixed hash for a fixed bundle, so that stored results stay in use', () => {
    expect(hashBundle(bundle)).toBe(
      'bc5a42c0283b95656970395f04e2c5c2ddd95c385403c1d3f4809f5e19ff2397',
    );
  });

  it('does not depend on the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(bundle).reverse()) as GradingBundle;
    const limits = { memoryMiB: 256, wallSeconds: 10, cpuSeconds: 5 };
    expect(hashBundle({ ...reversed, limits })).toBe(hashBundle(bundle));
  });

  it.each<Partial<GradingBundle>>([
    { points: 99 },
    { limits: { ...bundle.limits, cpuSeconds: 6 } },
    { testFiles: [{ fileName: 'tests.py', source: 'e', hidden: false }] },
    { testFiles: [{ fileName: 'tests.py', source: 'é', hidden: true }] },
    { files: [{ path: 'a', contentBase64: '' }] },
  ])('changes with %j', (change) => {
    expect(hashBundle({ ...bundle, ...change })).not.toBe(hashBundle(bundle));
  });

  it('depends on the order of tests', () => {
    const tests = bundle.testFiles.concat({
      fileName: 'hidden_tests.py',
      source: '',
      hidden: true,
    });
    const ordered = hashBundle({ ...bundle, testFiles: tests });
    expect(hashBundle({ ...bundle, testFiles: tests.toReversed() })).not.toBe(ordered);
  });
});
