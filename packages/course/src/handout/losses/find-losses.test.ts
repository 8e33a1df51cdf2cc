import { describe, expect, it } from 'vitest';
import { renderHandout } from '../render-handout.ts';

const images = new Map([['media/a tree.png', 'data:image/png;base64,iVBORw0KGgo=']]);
/** `line: message` each. */
const warnings = (markdown: string) =>
  renderHandout(markdown, images).warnings.map(({ line, message }) => `${line ?? '?'}: ${message}`);

const fence = '```';

describe('a loss in Markdown', () => {
  it.each<[string, string]>([
    [
      'Text\n\n![A tree](media/a tree.png)',
      '3: shows ![A tree](media/a tree.png) as text: it is not a picture, because of the space',
    ],
    ['one\ntwo ![A](media/a_b c_d.png "T") x', '2: shows ![A](media/a_b c_d.png "T") as text'],
    [
      '- a\n- see [docs](https://x.org/a b)',
      '2: shows [docs](https://x.org/a b) as text: it is not a link, because of the space',
    ],
    ['| a |\n|---|\n| ![b](media/b c.png) |', '3: shows ![b](media/b c.png) as text'],
    ['![A][tree]', '1: shows ![A][tree] as text: it is not a picture, because it has no address'],
    [
      '[a](file:///etc/passwd)',
      '1: shows [a](file:///etc/passwd) as text: it is not a link; links must start with',
    ],
    [
      'Use `__init__`\nand __init__ here',
      '2: shows __init__ as bold "init"; write it in backticks',
    ],
    ['if __name__ == 1', '1: shows __name__ as bold "name"'],
    ['Then 2*3*4 is 24', '1: shows 2*3*4 without its stars, partly italic'],
    ['so x**2 + y**2 = z', '1: shows x**2 + y**2 without its stars, partly bold'],
    [
      'the mean \\(\\frac{a}{b}\\) of',
      '1: shows \\(\\frac{a}{b}\\) without its backslashes, and not as a formula; write $\\frac{a}{b}$',
    ],
    [
      '\\[\nx^2\n\\]',
      '1: shows \\[ x^2 \\] without its backslashes, and not as a formula; write $$x^2$$',
    ],
    ['the $`x`$ of GitHub', '1: shows $`x`$ as code between dollar signs; write $x$'],
    [
      'so $50% of n$ is',
      '1: contains the formula $50% of n$, in which TeX ignores everything after the %',
    ],
    ['a\n\n$$\n5 % 2\n$$', '3: contains the formula $$5 % 2$$, in which TeX ignores'],
    ['Text\n\n>>> 1 + 1\n2', '3: shows what starts with >>> as a quote within quotes'],
    ['- a\n\n  >>> f()\n  1', '3: shows what starts with >>> as a quote'],
    [
      'A note[^1].\n\n[^1]: The note.',
      '1: contains the footnote [^1], but handouts have no footnotes',
    ],
    ['A\n\nb[^why] c\n\n[^why]: https://x.org', '3: contains the footnote [^why]'],
    ['- [ ] one\n- [x] two', '1: shows [ ] as text, because lists have no checkboxes'],
    ['1. a\n2. b\n   - c\n   - [x] d', '4: shows [x] as text'],
    ['> [!NOTE]\n> Text', '1: shows [!NOTE] as text'],
    [`a\n\n${fence}python\nx = 1\n`, '3: starts a code block with ``` that is not closed'],
    [`> ${fence}\n> x\n\ntext`, '1: starts a code block with ``` that is not closed'],
    ['- a\n\n  ~~~~\n  x\n  ~~~\n', '3: starts a code block with ~~~~ that is not closed'],
    [
      `${fence}pyhton\nx\n${fence}`,
      '1: shows the block ```pyhton as plain text, because that language is not known here',
    ],
    [
      `${fence}{.python}\nx\n${fence}`,
      '1: shows the block ```{.python} as plain text; write ```python',
    ],
    [
      `${fence}math\nx\n${fence}`,
      '1: shows the block ```math as plain text; write the formula between lines of $$',
    ],
    [`a\n\n~~~mermaid\nx\n~~~`, '3: shows the block ~~~mermaid as plain text; put a picture'],
    [
      '| a | b |\n|---|---|\n| 1 | 2 |\n| x | y | z |',
      '4: leaves out what is beyond 2 columns in this row of 3 cells',
    ],
    ['| a |\n|---|\n| `x|y` |', '3: leaves out what is beyond 1 column in this row of 2 cells'],
    [
      'Text\n\n[Tip]: remember',
      '3: leaves out "[Tip]: remember", which Markdown reads as the address of a link',
    ],
    ['---\ntitle: Loops\n---\n\nText', '1: shows the text between the lines of --- as a heading'],
  ])('is reported with its line: %j', (markdown, message) => {
    expect(warnings(markdown)).toEqual([expect.stringContaining(message)]);
  });
});

describe('a loss in HTML', () => {
  it.each<[string, string]>([
    ['Call it when a<b>c holds.', '1: contains <b>, which is not closed'],
    ['one\n\ntwo\n<em>x\n\nmore', '4: contains <em>, which is not closed'],
    ['<details>\n\nText', '1: contains <details>, which is not closed'],
    ['x</b> y', '1: contains </b> without a <b> before it'],
    ['<b><i>x</b></i>', '1: contains <i>, which is not closed'],
    ['a\n\n<!-- b\n\nc', '3: starts a comment with <!-- that is not closed'],
    ['a <?php x ?> b', '1: contains <?php x ?>, which handouts do not show'],
    ['a\n\n<!DOCTYPE html>\n', '3: contains <!DOCTYPE html>, which handouts do not show'],
    [
      '`<img>`\n\n<img src="media/a tree.png" width="300">',
      '3: contains <img width=…>, but handouts leave out width',
    ],
    ['<p style="color: red">x</p>', '1: contains <p style=…>, but handouts leave out style'],
    ['a <span class="red">b</span>\n', '1: contains <span class=…>'],
    ['a\n\n<a id="top"></a>', '3: contains <a id=…>, but handouts leave out id'],
    [
      `<details>\n<summary>More</summary>\n${fence}python\nx\n${fence}\n</details>`,
      '3: shows ```python unchanged, because Markdown is not read directly below a tag',
    ],
    ['<div>\n**bold**\n</div>', '2: shows **bold** unchanged'],
  ])('is reported with its line: %j', (markdown, message) => {
    expect(warnings(markdown)).toContainEqual(expect.stringContaining(message));
  });
});

describe('text without losses', () => {
  it.each([
    '![A tree](media/a%20tree.png) and ![A tree](<media/a tree.png> "T")',
    'Call `handlers[0](event, x)`, or handlers[0](event, x), and matrix[i][j].',
    'Escaped: !\\[A](media/a b.png), \\[optional\\], a\\*b\\*c, \\_\\_init\\_\\_, f\\(x, y\\)',
    '`__init__`, `2*3*4`, `[^1]`, `<b>`, `- [ ]` and `![a](b c)`\n\n[^aeiou] is a pattern',
    '**bold**, __bold__, *italic*, _italic_, un*frigging* and **bold**: `x`',
    '*args and **kwargs, print(*a, *b), 2 * 3 * 4',
    '> A quote\n>\n> > in a quote\n\n>> and another',
    `${fence}python\n>>> f()\n- [ ] x\n<b>\n[^1]: a\n${fence}\n\n    >>> g()\n`,
    `~~~text\n${fence}\n~~~\n\n${fence}\`bash\n${fence}\n${fence}\`\n\n${fence}\nplain\n${fence}`,
    '- [a](https://x.org)\n- without a box: `[ ]`',
    '| a | b |\n|---|---|\n| x \\| y | `z` |\n| 1 |\n| 1 | 2 |   |',
    '| a | b | c | d | e | f | g | h | i | j | k | l | m | n |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n',
    '1. a\n1. b\n1. c\n\n<!-- -->\n\n3. d\n4. e\n\n7) f',
    'Loops\n-----\n\nWhat next?\n===\n\n# A heading.',
    'a | b\n--- | ---\n1 | 2\n\n|a|\n|-|\n\nx | y and | z',
    '```print(1)``` and ``` `x` ```',
    '[docs]: see [Docs].\n\n[docs]: https://x.org\n[more]: https://x.org/more',
    '[a][tip]\n\n[tip]: mailto:a@x.org',
    'Text\n\n---\n\nmore\n\n---\n',
    '<details>\n<summary>More</summary>\n\nText **bold**\n\n</details>\n',
    '<ul><li>a<li>b</ul><table><tr><td colspan="2">x</table><p>y',
    '<pre>\n**a** `b`\n</pre>\n\nH<sub>2</sub>O<br>x<sup>2</sup>',
    '<!-- for teachers -->\n\nText <!-- more\nof it --> here',
    '$50\\,\\%$ and $x_1 * y_1$ and 50 % of it',
    'Is a < b and c > d, or 1 <2>? `x` \\<b>',
  ])('causes no warning: %j', (markdown) => {
    expect(warnings(markdown)).toEqual([]);
  });

  it('reports losses in the order of the text, without duplicates', () => {
    expect(warnings('x</b>\n\n__init__\n\n<img src="media/a%20tree.png" width=1 width=1>')).toEqual(
      [
        expect.stringContaining('1: '),
        expect.stringContaining('3: '),
        expect.stringContaining('5: '),
      ],
    );
  });
});

it('reports the line of a fault, not of code with the same text', () => {
  const { faults } = renderHandout('`<name>` and\n\n    <name>\n\nis <name> and\n<name>', images);
  expect(faults.map(({ line }) => line)).toEqual([5, 6]);
});
