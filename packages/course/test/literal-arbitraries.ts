import fc from 'fast-check';

const digits = (digit: string) =>
  fc
    .tuple(fc.stringMatching(new RegExp(`^${digit}{1,4}$`)), fc.boolean())
    .map(([text, isGrouped]) => (isGrouped ? text.replace(/\B/g, '_') : text));
const decimal = digits('[0-9]');
const natural = fc.oneof(
  decimal.map((text) => text.replace(/^0[0_]*(?=[1-9])/, '')),
  digits('[0-9a-fA-F]').map((text) => `0x${text}`),
  digits('[0-7]').map((text) => `0O${text}`),
  digits('[01]').map((text) => `0b_${text}`),
);
const exponent = fc
  .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.nat(400))
  .map((parts) => parts.join(''));
const fraction = fc
  .oneof(
    fc.tuple(decimal, fc.constant('.'), decimal, fc.oneof(fc.constant(''), exponent)),
    fc.tuple(fc.constant('.'), decimal, fc.oneof(fc.constant(''), exponent)),
    fc.tuple(decimal, fc.constant('.'), fc.oneof(fc.constant(''), exponent)),
    fc.tuple(decimal, exponent),
  )
  .map((parts) => parts.join(''));
const space = fc.constantFrom('', '', ' ', '\t', ' \f');
const sign = fc.tuple(fc.constantFrom('', '-', '+'), space).map((parts) => parts.join(''));
const real = fc.oneof(natural, fraction);
const imaginary = fc
  .tuple(fc.oneof(decimal, fraction), fc.constantFrom('j', 'J'))
  .map((parts) => parts.join(''));
const number = fc
  .oneof(
    fc.tuple(sign, real),
    fc.tuple(sign, imaginary),
    fc.tuple(sign, real, space, fc.constantFrom('+', '-'), space, imaginary),
  )
  .map((parts) => parts.join(''));

const escape = fc.constantFrom(
  ...['\\n', '\\\\', "\\'", '\\"', '\\x41', '\\0', '\\377', '\\u00e4', '\\U0001F600', '\\ud800'],
  ...['\\N{BULLET}', '\\\n', '\\d', '\\8'],
);
const textContent = fc.array(
  fc.oneof(fc.constantFrom('a', 'ä', '€', '\u{1F600}', '5.', ' ', '#', '{', '[', '\t'), escape),
  { maxLength: 6 },
);
const quote = fc.constantFrom("'", '"', "'''", '"""');
const written = (prefixes: readonly string[], content: fc.Arbitrary<string[]>) =>
  fc
    .tuple(fc.constantFrom(...prefixes), quote, content)
    .map(([prefix, mark, parts]) => prefix + mark + parts.join('') + mark);
const text = written(['', '', '', 'r', 'R', 'u', 'U'], textContent);
const bytes = written(
  ['b', 'B', 'br', 'bR', 'Br', 'BR', 'rb', 'rB', 'Rb', 'RB'],
  textContent.map((parts) => parts.filter((part) => /^[\0-\x7f]*$/.test(part))),
);
const strings = fc
  .oneof(text, bytes)
  .chain((first) =>
    fc
      .array(fc.tuple(space, /^\w*[bB]/.test(first) ? bytes : text), { maxLength: 2 })
      .map((more) => [first, ...more.flat()].join(' ')),
  );
const word = fc.constantFrom('True', 'False', 'None', 'set()', 'set( )', '()', '[]', '{}');
const leaf = fc.oneof(number, strings, word);

const gap = fc.constantFrom('', '', '', ' ', '\n', ' # why\n', '\\\n');
const listed = (items: readonly string[], gaps: readonly string[], end: string) =>
  items.map((item, index) => `${gaps[index] ?? ''}${item}`).join(',') + end;
export const { literal } = fc.letrec<{ literal: string }>((tie) => {
  const items = (least: number) => fc.array(tie('literal'), { minLength: least, maxLength: 4 });
  const gaps = fc.array(gap, { minLength: 4, maxLength: 4 });
  const comma = fc.constantFrom('', ',', ' ,\n');
  const key = fc.oneof(number, strings, fc.constantFrom('None', '()', '(1, ("a", b"c"))'));
  return {
    literal: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .tuple(items(0), gaps, fc.constantFrom(',', ' ,\n'))
        .map(([all, between, end]) => (all.length === 0 ? '()' : `(${listed(all, between, end)})`)),
      fc.tuple(tie('literal'), gap).map(([inner, before]) => `(${before}${inner})`),
      fc.tuple(items(1), gaps, comma).map(([all, ...rest]) => `[${listed(all, ...rest)}]`),
      fc
        .tuple(
          fc.array(fc.oneof(key, key, tie('literal')), { minLength: 1, maxLength: 3 }),
          gaps,
          comma,
        )
        .map(([all, ...rest]) => `{${listed(all, ...rest)}}`),
      fc
        .tuple(
          fc.array(fc.tuple(key, gap, tie('literal')), { minLength: 1, maxLength: 3 }),
          gaps,
          comma,
        )
        .map(([pairs, ...rest]) => {
          const all = pairs.map(([name, before, value]) => `${name}${before}:${value}`);
          return `{${listed(all, ...rest)}}`;
        }),
    ),
  };
});

/** A literal with one to three of its characters removed, doubled or replaced. */
export const brokenLiteral = fc
  .tuple(
    literal,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          ...[
            '',
            '',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            ',',
            ':',
            '"',
            "'",
            '\\',
            '0',
            '_',
            '.',
            'e',
            'j',
          ],
          ...[
            '-',
            '+',
            '*',
            '\n',
            '\r',
            '\v',
            '\u00a0',
            '#',
            'x',
            'b',
            'f',
            'u',
            'N',
            'ä',
            '=',
            ';',
          ],
        ),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([source, changes]) =>
    changes.reduce((changed, [place, character, inserts]) => {
      const at = place % (changed.length + 1);
      return changed.slice(0, at) + character + changed.slice(at + (inserts ? 0 : 1));
    }, source),
  );
