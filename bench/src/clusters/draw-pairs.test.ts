import { expect, it } from 'vitest';
import { drawPairs, type Failed } from './draw-pairs.ts';

const failed = (name: string, kind: string): Failed => ({
  ...{ question: 'q', name, code: `# ${name}`, test: 'cases.1', message: 'is wrong' },
  kind: Buffer.from(kind),
});
const failures = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => failed(name, name.slice(0, 1)));

it('draws each pair once, from groups of the same kind', () => {
  const { clusters, pairs } = drawPairs(failures, { count: 50, seed: 17 });
  expect(clusters.map(({ length }) => length)).toEqual([3, 2]);
  expect(pairs).toHaveLength(4);
  for (const pair of pairs) {
    const [one = '', other = ''] = [...pair.matchAll(/^--- (\w)\d$/gm)].map(([, kind]) => kind);
    expect(one).toBe(other);
  }
});

it('draws the same with the same seed, whatever the order', () => {
  const of = (seed: number, all = failures) => drawPairs(all, { count: 3, seed }).pairs;
  expect(of(17, failures.toReversed())).toEqual(of(17));
  expect(of(5)).not.toEqual(of(17));
});
