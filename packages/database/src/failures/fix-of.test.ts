import { expect, it } from 'vitest';
import { fixOf } from './fix-of.ts';

const before = `def f(numbers):
    total = 0  # Ada's
    for number in numbers:
        total += number
        return total
`;

it('has the changed lines, the same for all who make the same change', () => {
  const fix = '-     return a\n+ return a';
  expect(fixOf(before, before.replace('        return', '    return'), 'f([1])')).toBe(fix);
  const other = before.replaceAll('total', 'summe').replaceAll('number', 'zahl');
  expect(fixOf(other, other.replace('        return', '    return'), 'f([1])')).toBe(fix);
});

it('keeps Python’s names, methods’ and the tested function’s', () => {
  const after = before
    .replace('return total', 'return len(numbers) + f(total).bit_length()')
    .replace('total += number', 'total += number * 2');
  expect(fixOf(before, after, 'f([1])')).toBe(
    '- a+=b\n- return a\n+ a+=b*2\n+ return len(c)+f(a).bit_length()',
  );
});

it('has no comments and no contents of texts', () => {
  const after = before
    .replace("# Ada's", '# "Grace"')
    .replace('return total', 'return "Ada Street 17"');
  expect(fixOf(before, after, null)).toBe('- return a\n+ return "…"');
  expect(fixOf('x = """Ada\nGrace"""\n', "x = f'{Ada} Grace'\n", null)).toBe('');
});

it('is empty if only comments, blanks and line ends changed, or too much', () => {
  expect(fixOf(before, before.replace("# Ada's", ''), null)).toBe('');
  expect(fixOf(before, before.replaceAll('\n', '\r\n').replaceAll(' = ', '='), null)).toBe('');
  expect(fixOf(before, 'import math\n'.repeat(12), null)).toBe('');
  expect(fixOf('x = 1\n'.repeat(30_000), 'x = 2\n'.repeat(30_000), null)).toBe('');
});
