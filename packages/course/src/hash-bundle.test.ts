import type { GradingBundle } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { hashBundle, recordKey } from './hash-bundle.ts';

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
  record: null,
};

describe('hashBundle', () => {
  it('returns a fixed hash for a fixed bundle, so that stored results stay in use', () => {
    expect(hashBundle(bundle)).toBe(
      '89efac02c6aa5491406c6de4fd01043ea08c1a3828290b6c49d2499d77a5a635',
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
    { otherFiles: [{ name: 'b.py', code: '' }] },
    { record: { key: 'ab'.repeat(32), tests: ['T.test'], uses: {} } },
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

describe('recordKey', () => {
  const madeBy = { judge: 'ab'.repeat(32), python: 'CPython 3.11.2' };
  const made: Parameters<typeof recordKey>[0] = { bundle, solution: { code: 'x = 1\n' }, madeBy };
  const key = recordKey(made);

  it('is fixed for fixed inputs, so that stored records stay in use', () => {
    expect(key).toBe('8a70fe7b65c78f73a5405918a1547197d86dd3c9e2b66e5b7bee2ce0994ddf3c');
  });

  it('stays the same when the record itself is added or changes', () => {
    const record = { key, tests: ['T.test'], uses: { 'T.test': ['attr:name'] } };
    expect(recordKey({ ...made, bundle: { ...bundle, record } })).toBe(key);
  });

  it.each<Partial<typeof made>>([
    { solution: { code: 'x = 2\n' } },
    { solution: { code: 'x = 1\n', otherFiles: [{ name: 'b.py', code: '' }] } },
    { madeBy: { ...madeBy, judge: 'cd'.repeat(32) } },
    { madeBy: { ...madeBy, python: 'CPython 3.11.3' } },
    { bundle: { ...bundle, testFiles: [] } },
    { bundle: { ...bundle, limits: { ...bundle.limits, memoryMiB: 128 } } },
  ])('changes with %j', (change) => {
    expect(recordKey({ ...made, ...change })).not.toBe(key);
  });
});
