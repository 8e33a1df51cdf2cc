import { expect, it } from 'vitest';
import { literalFault } from './python-literal.ts';

it.each([
  ...['1', '-1', '+1.5e-3', '0x_ff', '1_000', '0', '00', '.5', '5.', '1j', '3-4j', '-1+2.5J'],
  ...["'a'", '"a\\"b"', "'''a\nb'''", "r'\\d'", "'a' 'b'", "b'x'", 'Rb"x"', 'u"ä"'],
  ...['True', 'None', '()', '(1,)', '1, 2', '(1, (2, [3]))', '[]', '[1, ]', '{}', '{1}', 'set()'],
  ...['{"a": [1], (1, "b"): {}}', '{(1, 2), "x"}', '( # no\n'.replace(' # no', '') + '1)'],
])('takes %s for a literal', (source) => {
  expect(literalFault(source)).toBeNull();
});

it.each([
  ...['', 'x', 'f()', '1 + 1', 'f"{x}"', '007', '1__0', '1_', '0x', "'a", '"a\nb"', '- "a"', '1 2'],
  ...[
    '(1',
    '(1 2)',
    '[1}',
    '{1: 2, 3}',
    '{[1]: 2}',
    '{{1}}',
    '{([1],): 2}',
    '{1:}',
    '[,]',
    'set([])',
  ],
  ...['[x for x in y]', 'lambda: 1', '...', '__import__("os")', '"a" b"c"', '['.repeat(200)],
])('takes %s for none', (source) => {
  expect(literalFault(source)).not.toBeNull();
});
