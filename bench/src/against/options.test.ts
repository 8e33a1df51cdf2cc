import { expect, test } from 'vitest';
import { takeAgainst } from './options.ts';

test("a bench's own arguments are passed on", () => {
  expect(takeAgainst(['--seconds', '2'])).toEqual({ against: null, rest: ['--seconds', '2'] });
  expect(
    takeAgainst(['--seconds', '2', '--against', 'main~3', '--pairs=7', '--cores', '1']),
  ).toEqual({
    against: { revision: 'main~3', pairs: 7, margin: 0.03 },
    rest: ['--seconds', '2', '--cores', '1'],
  });
});

test('wrong values are rejected', () => {
  expect(() => takeAgainst(['--against'])).toThrow('--against takes a value.');
  expect(() => takeAgainst(['--against', '--pairs', '3'])).toThrow('--against takes a value.');
  expect(() => takeAgainst(['--against', 'HEAD', '--pairs', '0'])).toThrow('--pairs');
  expect(() => takeAgainst(['--against', 'HEAD', '--margin', 'x'])).toThrow('--margin');
});
