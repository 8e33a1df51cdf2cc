import { describe, expect, it } from 'vitest';
import { renderHandout } from '../handout/render-handout.ts';
import { convertMarkdown } from './handout.ts';

describe('convertMarkdown', () => {
  it('makes a quote of an admonition, including its code', () => {
    const markdown =
      'Before\n\n~~~~exercism/caution\nDo **not**:\n\n```python\nx = 1\n```\n~~~~\n\nAfter';
    expect(convertMarkdown(markdown)).toBe(
      'Before\n\n\n> **Caution**\n>\n> Do **not**:\n>\n> ```python\n> x = 1\n> ```\n\n\nAfter',
    );
  });

  it('makes links of pictures on the web', () => {
    const markdown =
      '![A tree,\nwith leaves](https://x.org/a.svg) and ![b][ref] and ![](https://x.org)';
    expect(convertMarkdown(markdown)).toBe(
      '[Picture: A tree,\nwith leaves](https://x.org/a.svg) and [Picture: b][ref] and [Picture: no text](https://x.org)',
    );
    expect(convertMarkdown('a<img src="https://x.org/a.png">b')).toBe('ab');
  });

  it('completes links that only work on Exercism', () => {
    expect(convertMarkdown('[concept:python/classes]() and [exercise:python/two-fer]()')).toBe(
      '[classes](https://exercism.org/tracks/python/concepts/classes) and ' +
        '[two-fer](https://exercism.org/tracks/python/exercises/two-fer)',
    );
    expect(convertMarkdown('[concept: lists](/tracks/python/concepts/lists)')).toBe(
      '[lists](https://exercism.org/tracks/python/concepts/lists)',
    );
    expect(convertMarkdown('[a][b]\n\n[b]: /tracks/python')).toBe(
      '[a][b]\n\n[b]: https://exercism.org/tracks/python',
    );
  });

  it('makes text of links within the page, and drops comments and headings that name files', () => {
    expect(convertMarkdown('# Introduction\n[perfect](#perfect)<!-- note -->')).toBe('\nperfect');
  });

  it('keeps the meaning of dollar signs', () => {
    const { html } = renderHandout(convertMarkdown('a$b$c, \\$d$ and `$e`'), new Map());
    expect(html).toBe('<p>a$b$c, $d$ and <code>$e</code></p>\n');
  });

  it('leaves code unchanged', () => {
    const markdown = '```python\n# Introduction\nx = a[1](#b)\n```\n\n    ![a](b) <!-- c -->';
    expect(convertMarkdown(markdown)).toBe(markdown);
  });

  it('makes handouts that have no faults', () => {
    const markdown = '~~~~exercism/note\nSee ![x](https://x.org/a.png) and [y](/y).\n~~~~\n';
    const { html, faults } = renderHandout(convertMarkdown(markdown), new Map());
    expect(faults).toEqual([]);
    expect(html).toContain('<blockquote>\n<p><strong>Note</strong></p>');
  });

  it.each([
    'Use `text[0](#x)`, `![a](b)` and `<!-- no -->`, and `$5`.',
    'Two ``a ` [b](#c)`` backticks, and `[x](/y)` over\n`two [c](#d)\nlines`.',
    '- item\n\n  ~~~text\n  ![a](b) <!-- c -->\n  ~~~\n',
    '> ```\n> [a](#b)\n> ```\n',
    '1. A\n\n       x = a[1](#b)\n',
    '| `[a](#b)` | `$` |\n|---|---|\n| `x \\| y` | `![a](b)` |',
  ])('leaves the code in %j unchanged', (markdown) => {
    expect(convertMarkdown(markdown)).toBe(markdown);
  });

  it.each([
    ['[a](https://x.org/b_(c)) [b](#c)', '[a](https://x.org/b_(c)) b'],
    ['[`a[0]`](#b) and [c `](#d)` e](/f)', '`a[0]` and [c `](#d)` e](https://exercism.org/f)'],
    ['[![alt](https://x.org/a.png)](/b)', '[Picture: alt](https://exercism.org/b)'],
    ['[a](../b.md) <https://x.org/#a>', 'a <https://x.org/#a>'],
    ['[a][b] [b]\n\n[b]: #c', 'a b\n\n[b]: #c'],
    ['a[0] and [x] stay', 'a[0] and [x] stay'],
    [
      'An odd ` here, $ and\n\nanother ` there, $',
      'An odd ` here, \\$ and\n\nanother ` there, \\$',
    ],
    ['<!-- a\n\n```\nb\n```\n-->\nc', '\nc'],
    ['\\`[a](#b)\\`', '\\`a\\`'],
    ['- x\n\n  ~~~exercism/tip\n  y\n  ~~~', '- x\n\n\n  > **Tip**\n  >\n  > y\n'],
  ])('converts %j', (markdown, converted) => {
    expect(convertMarkdown(markdown)).toBe(converted);
  });
});
