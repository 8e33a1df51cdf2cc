import { expect, test } from 'vitest';
import { withoutComments } from './without-comments.ts';

test('comments and texts that stand alone go; other texts and the layout stay', () => {
  const program = [
    '#!/usr/bin/env python3',
    '# Ada Lovelace, 17',
    '"""By Ada."""',
    'def double(n):  # Ada',
    "    '''Author: Ada'''",
    '    text = "# no comment"',
    '    return n * 2',
    'class Empty:',
    "    'Ada'",
    "print(f'#{double(2)}', 'Ada')",
    '',
  ].join('\n');
  expect(withoutComments(program)).toBe(
    [
      '',
      '',
      '""',
      'def double(n):',
      '    ""',
      '    text = "# no comment"',
      '    return n * 2',
      'class Empty:',
      '    ""',
      "print(f'#{double(2)}', 'Ada')",
      '',
    ].join('\n'),
  );
});

test('a program that Python cannot read loses its comments as well', () => {
  expect(withoutComments('def (:\n    x = = 1 # Ada\n# Ada\nprint("a"')).not.toContain('Ada');
  expect(withoutComments('')).toBe('');
});
