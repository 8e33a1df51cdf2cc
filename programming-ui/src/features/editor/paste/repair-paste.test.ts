import { describe, expect, it } from 'vitest';
import { repairPaste, type Repair } from './repair-paste.ts';

const nowhere = { before: '', after: '' };
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');

type Row = readonly [name: string, pasted: string, code: string, ...repairs: Repair[]];

const repaired: readonly Row[] = [
  ['a line behind a prompt', '>>> print(1)', 'print(1)', 'prompts'],
  ['a prompt without a space', '>>>print(1)', 'print(1)', 'prompts'],
  [
    'a block behind both prompts, without its empty last lines',
    lines('>>> for n in [1, 2]:', '...     print(n)', '... ', '1', '2', '>>> '),
    lines('for n in [1, 2]:', '    print(n)', ''),
    'prompts-and-continuations',
  ],
  [
    'an Ellipsis behind a prompt',
    lines('>>> def later():', '...     ...', '...'),
    lines('def later():', '    ...', ''),
    'prompts-and-continuations',
  ],
  [
    'a session that starts after its first prompt',
    lines('def two():', '...     return 2', '>>> two()', '2'),
    lines('def two():', '    return 2', 'two()'),
    'prompts-and-continuations',
  ],
  [
    'a session with the words that Python starts with',
    lines(
      'Python 3.12.1 (main, Dec  8 2023) on linux',
      'Type "help", "copyright", "credits" or "license" for more information.',
      '>>> x = 3',
    ),
    lines('x = 3'),
    'prompts',
  ],
  [
    'a session of IDLE, which indents without a prompt',
    lines('>>> def two():', '\treturn 2', '', '>>> two()', '2'),
    lines('def two():', '    return 2', 'two()'),
    'prompts',
    'tabs',
  ],
  [
    'an Ellipsis that IDLE indents',
    lines('>>> def later():', '    ...', ''),
    lines('def later():', '    ...'),
    'prompts',
  ],
  [
    'indented examples of a docstring, copied alone',
    lines('    >>> double(2)', '    4', '    >>> for n in x:', '    ...     f(n)'),
    lines('double(2)', 'for n in x:', '    f(n)'),
    'prompts-and-continuations',
  ],
  [
    'a string over several lines of a session',
    lines(">>> s = '''one", "... two'''"),
    lines("s = '''one", "two'''"),
    'prompts-and-continuations',
  ],
  [
    'a traceback below a prompt',
    lines(
      '>>> 1 / 0',
      'Traceback (most recent call last):',
      '  File "<stdin>", line 1, in <module>',
      'ZeroDivisionError: division by zero',
      '>>> 2',
    ),
    lines('1 / 0', '2'),
    'prompts',
  ],
  ['a session with Windows line ends', '>>> x = 1\r\n>>> x\r\n1\r\n', 'x = 1\r\nx\r\n', 'prompts'],
  [
    'numbers before each line',
    lines('1 def f():', '2     return 1', '3', '4 print(f())'),
    lines('def f():', '    return 1', '', 'print(f())'),
    'line-numbers',
  ],
  [
    'numbers that are aligned at the right',
    lines(' 9  def f():', '10      return 1'),
    lines('def f():', '    return 1'),
    'line-numbers',
  ],
  [
    'numbers with a dot, of which the code ends without a line end',
    '1. x = 1\n2. print(x)',
    'x = 1\nprint(x)',
    'line-numbers',
  ],
  [
    'numbers with a colon, before statements',
    lines('11: def f():', '12:     return 1'),
    lines('def f():', '    return 1'),
    'line-numbers',
  ],
  [
    'numbers with a tab, as cat -n prints them',
    lines('     1\timport math', '     2\tif math:', '     3\t\tprint(math)'),
    lines('import math', 'if math:', '    print(math)'),
    'line-numbers',
    'tabs',
  ],
  [
    'numbers before code that is indented',
    lines('7     x = 1', '8     y = 2'),
    lines('    x = 1', '    y = 2'),
    'line-numbers',
  ],
  [
    'numbers with Windows line ends',
    '1 x = 1\r\n2\r\n3 y = 2\r\n',
    'x = 1\r\n\r\ny = 2\r\n',
    'line-numbers',
  ],
  [
    'numbers between blank lines',
    '\n1 x = 1\n2 y = 2\n\n\n',
    '\nx = 1\ny = 2\n\n\n',
    'line-numbers',
  ],
  [
    'numbers before prompts',
    lines('1 >>> x = 1', '2 >>> y = "2"', '3 >>> import math'),
    lines('x = 1', 'y = "2"', 'import math'),
    'line-numbers',
    'prompts',
  ],
  ['curly double quotes', 'print(“Hello”)', 'print("Hello")', 'quotes'],
  ['curly single quotes', 'print(‘Hello’)', "print('Hello')", 'quotes'],
  ['German quotes', 'print(„Hallo“)', 'print("Hallo")', 'quotes'],
  ['two quotes of the same kind', 'x = ”a” + ”b”', 'x = "a" + "b"', 'quotes'],
  ['no string between curly quotes', 'x = “”', 'x = ""', 'quotes'],
  ['curly quotes in triple', '“””Says hi.\n\nTwice.”””', '"""Says hi.\n\nTwice."""', 'quotes'],
  ['a curly quote at one end only', 'print(“Hello")', 'print("Hello")', 'quotes'],
  ['a curly quote at the other end only', 'print("Hello”)', 'print("Hello")', 'quotes'],
  ['an apostrophe within curly quotes', 'print(“don’t”)', 'print("don\'t")', 'quotes'],
  ['an apostrophe within single ones', 'print(‘don’t’)', 'print("don\'t")', 'quotes'],
  ['quotes within quotes', 'x = ‘say “hi”’', 'x = \'say "hi"\'', 'quotes'],
  ['straight quotes within curly ones', 'x = “say "hi"”', 'x = \'say "hi"\'', 'quotes'],
  ['an f-string', 'print(f“{ages[‘Ada’]}”)', 'print(f"{ages[\'Ada\']}")', 'quotes'],
  ['an escaped quote', 'x = “a \\” b”', 'x = "a \\" b"', 'quotes'],
  ['no-break spaces', 'if x:\n\u00a0\u00a0\u00a0\u00a0y\u202f= 1', 'if x:\n    y = 1', 'spaces'],
  [
    'no-break spaces in a string, too, where all spaces are such',
    'print(x,\u00a0"a\u00a0b")',
    'print(x, "a b")',
    'spaces',
  ],
  ['tabs that indent', 'if x:\n\tif y:\n\t\tz()\n', 'if x:\n    if y:\n        z()\n', 'tabs'],
  ['spaces before a tab', 'if x:\n  \ty()', 'if x:\n    y()', 'tabs'],
  ['tabs with Windows line ends', 'if x:\r\n\ty()\r\n', 'if x:\r\n    y()\r\n', 'tabs'],
  ['several faults at once', '>>>\u00a0print(“a”)\na\n', 'print("a")\n', 'prompts', 'quotes'],
];

it.each(repaired)('repairs %s', (_, pasted, code, ...repairs) => {
  expect(repairPaste(pasted, nowhere)).toMatchObject({ code, repairs });
});

it('says how many lines it left out as output', () => {
  const { leftOut } = repairPaste(lines('>>> f()', '1', '', '2', '>>> x = 1'), nowhere);
  expect(leftOut).toBe(2);
});

const unchanged: readonly (readonly [name: string, pasted: string])[] = [
  ['nothing', ''],
  ['a line', 'print("Hello")'],
  ['a function with Windows line ends', 'def f():\r\n    return 1\r\n'],
  ['curly quotes in a string', 'print("She said “hi” and ‘ho’")'],
  ['curly quotes in single quotes', "print('“hi”')"],
  ['curly quotes in triple quotes', '"""\nSays “hi”.\n"""\nx = 1\n'],
  ['curly quotes in a comment', 'x = 1  # don’t say “hi”'],
  ['a curly quote that nothing closes', 'print(“Hello)'],
  ['an apostrophe between words', 'Don’t worry'],
  ['a string with an escaped quote before a curly one', 'x = "a \\" “b”"'],
  ['tabs in a string', 'x = "a\tb"'],
  ['tabs at the start of a line within a string', 'x = """\n\ta\n\tb\n"""\n'],
  ['tabs behind code', 'x = 1\t# one\ny = 22\t# two'],
  ['a no-break space in a string', 'price = "10\u00a0000"'],
  ['a no-break space in a comment', '# 10\u00a0000'],
  ['an Ellipsis', 'def later():\n    ...\n'],
  ['an Ellipsis at the start of a line', '...\nx = ...\n... if x else None\n'],
  ['examples in a docstring', 'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\n'],
  ['examples in single triple quotes', "def f():\n    '''Doc.\n\n    >>> f()\n    1\n    '''\n"],
  ['a shift', 'x = 256\ny = (x\n>> 4)\n'],
  ['numbers one below the other', '1\n2\n3\n'],
  ['sums', '1 + 2\n2 + 3\n3 + 4\n'],
  ['numbers with a condition', '1 if a else b\n2 if c else d\n'],
  ['numbers in conditions', '1 in a\n2 not in b\n3 is c\n4 and d\n5 or e\n'],
  ['entries of a dictionary', "1: 'one',\n2: 'two',\n3: three(3),\n"],
  ['bits', '1 | a\n2 | b\n'],
  ['floats', '1.\n2.\n3.\n'],
  ['elements of a list', '1, 2,\n2, 3,\n'],
  ['a numbered list within a string', 'x = """\n1 apple\n2 banana\n"""\n'],
  ['numbers that are not in order', '1 apple\n3 banana\n'],
  ['a line that starts with a number', '1 apple'],
  ['numbers with decorators', '1 @ a\n2 @ b\n'],
];

it.each(unchanged)('leaves %s as it is', (_, pasted) => {
  expect(repairPaste(pasted, nowhere)).toEqual({ code: pasted, repairs: [], leftOut: 0 });
});

describe('by the place of the paste', () => {
  const faulty = '>>> print(“a”)\n\tb\n';
  it.each([
    ['a string', 'x = "a'],
    ['an f-string', "x = f'{a"],
    ['triple quotes', 'def f():\n    """\n    '],
    ['triple quotes that a single quote does not close', "x = '''a' "],
    ['a comment', 'x = 1  # see '],
  ])('changes nothing within %s', (_, before) => {
    expect(repairPaste(faulty, { before, after: '' }).repairs).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a string', 'x = "a"\n'],
    ['triple quotes', '"""Doc."""\n'],
    ['an apostrophe in a comment', "# don't\n"],
    ['a string that is not closed on its line', 'x = "a\n'],
    ['indentation', 'if x:\n    '],
  ])('repairs behind %s', (_, before) => {
    expect(repairPaste('>>> x', { before, after: '' }).code).toBe('x');
  });

  it('neither takes a prompt nor a number from the middle of a line', () => {
    for (const pasted of ['>>> x', '1 x = 1\n2 y = 2'])
      expect(repairPaste(pasted, { before: 'y = ', after: '' }).code).toBe(pasted);
  });

  it('takes them from the lines that start in the paste', () => {
    expect(repairPaste('\n>>> x', { before: 'y = 1', after: '' }).code).toBe('\nx');
  });

  it('repairs quotes, spaces and indentation from the middle of a line on', () => {
    const pasted = '\t“a”)\nif\u00a0x:\n\ty()';
    const { code } = repairPaste(pasted, { before: 'print(', after: '' });
    expect(code).toBe('\t"a")\nif x:\n    y()');
  });

  it.each([
    ['before', { before: 'if x:\n\ty()\n', after: '' }],
    ['after', { before: '', after: '\nif x:\n\ty()\n' }],
  ])('keeps tabs where the code %s it has them', (_, around) => {
    expect(repairPaste('if x:\n\tz()\n', around).repairs).toEqual([]);
  });
});

it('leaves what is too long to be handed in as it is', () => {
  const pasted = '>>> x\n'.repeat(11_000);
  expect(repairPaste(pasted, nowhere).code).toBe(pasted);
});

it('repairs the longest paste without running out of stack', () => {
  const pasted = `>>> x = """${'a\\"'.repeat(20_000)}"""\n`;
  expect(repairPaste(pasted, nowhere).code).toBe(pasted.slice(4));
});
