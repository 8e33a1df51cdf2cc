import { describe, expect, it } from 'vitest';
import { renderHandout } from '../render-handout.ts';

const images = new Map([['media/a tree.png', 'data:image/png;base64,iVBORw0KGgo=']]);
/** `line: message` each. */
const warnings = (markdown: string) =>
  renderHandout(markdown, images).warnings.map(({ line, message }) => `${line ?? '?'}: ${message}`);

const fence = '```';

describe('what Markdown loses', () => {
  it.each<[string, string]>([
    [
      'Text\n\n![A tree](media/a tree.png)',
      '3: shows ![A tree](media/a tree.png) as text: it is no picture, because of the space',
    ],
    ['one\ntwo ![A](media/a_b c_d.png "T") x', '2: shows ![A](media/a_b c_d.png "T") as text'],
    [
      '- a\n- see [docs](https://x.org/a b)',
      '2: shows [docs](https://x.org/a b) as text: it is no link, because of the space',
    ],
    ['| a |\n|---|\n| ![b](media/b c.png) |', '3: shows ![b](media/b c.png) as text'],
    [
      '![A][tree]',
      '1: shows ![A][tree] as text: it is no picture, because nothing says where it leads',
    ],
    [
      '[a](file:///etc/passwd)',
      '1: shows [a](file:///etc/passwd) as text: it is no link; links must begin with',
    ],
    [
      'Use `__init__`\nand __init__ here',
      '2: shows __init__ as a bold "init"; write it in backticks',
    ],
    ['if __name__ == 1', '1: shows __name__ as a bold "name"'],
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
      '1: holds the formula $50% of n$, of which TeX leaves out what follows the %',
    ],
    ['a\n\n$$\n5 % 2\n$$', '3: holds the formula $$5 % 2$$, of which TeX leaves out'],
    ['Text\n\n>>> 1 + 1\n2', '3: makes a quote in a quote of what begins with >>>'],
    ['- a\n\n  >>> f()\n  1', '3: makes a quote in a quote'],
    ['A note[^1].\n\n[^1]: The note.', '1: holds the footnote [^1], and handouts have none'],
    ['A\n\nb[^why] c\n\n[^why]: https://x.org', '3: holds the footnote [^why]'],
    ['- [ ] one\n- [x] two', '1: shows [ ] as text: a list has no boxes to tick'],
    ['1. a\n2. b\n   - c\n   - [x] d', '4: shows [x] as text'],
    ['> [!NOTE]\n> Text', '1: shows [!NOTE] as text'],
    [`a\n\n${fence}python\nx = 1\n`, '3: begins a code block with ``` that no ``` ends'],
    [`> ${fence}\n> x\n\ntext`, '1: begins a code block with ``` that no ``` ends'],
    ['- a\n\n  ~~~~\n  x\n  ~~~\n', '3: begins a code block with ~~~~ that no ~~~~ ends'],
    [
      `${fence}pyhton\nx\n${fence}`,
      '1: shows the block ```pyhton as plain text, since that is no language known here',
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
      '4: leaves out what goes beyond 2 columns in this row of 3 cells',
    ],
    ['| a |\n|---|\n| `x|y` |', '3: leaves out what goes beyond 1 column in this row of 2 cells'],
    [
      'Text\n\n[Tip]: remember',
      '3: leaves out "[Tip]: remember", which Markdown takes for the address of a link',
    ],
    [
      '---\ntitle: Loops\n---\n\nText',
      '1: shows what stands between the lines of --- as a heading',
    ],
  ])('is named with its line: %j', (markdown, said) => {
    expect(warnings(markdown)).toEqual([expect.stringContaining(said)]);
  });
});

describe('what HTML loses', () => {
  it.each<[string, string]>([
    ['Call it when a<b>c holds.', '1: holds <b>, which nothing closes'],
    ['one\n\ntwo\n<em>x\n\nmore', '4: holds <em>, which nothing closes'],
    ['<details>\n\nText', '1: holds <details>, which nothing closes'],
    ['x</b> y', '1: holds </b>, and no <b> before it'],
    ['<b><i>x</b></i>', '1: holds <i>, which nothing closes'],
    ['a\n\n<!-- b\n\nc', '3: begins a comment with <!-- that no --> ends'],
    ['a <?php x ?> b', '1: holds <?php x ?>, which handouts do not show'],
    ['a\n\n<!DOCTYPE html>\n', '3: holds <!DOCTYPE html>, which handouts do not show'],
    [
      '`<img>`\n\n<img src="media/a tree.png" width="300">',
      '3: holds <img width=…>, and handouts leave out width',
    ],
    ['<p style="color: red">x</p>', '1: holds <p style=…>, and handouts leave out style'],
    ['a <span class="red">b</span>\n', '1: holds <span class=…>'],
    ['a\n\n<a id="top"></a>', '3: holds <a id=…>, and handouts leave out id'],
    [
      `<details>\n<summary>More</summary>\n${fence}python\nx\n${fence}\n</details>`,
      '3: shows ```python as it is, since Markdown is not read right below a tag',
    ],
    ['<div>\n**bold**\n</div>', '2: shows **bold** as it is'],
  ])('is named with its line: %j', (markdown, said) => {
    expect(warnings(markdown)).toContainEqual(expect.stringContaining(said));
  });
});

describe('what is lost by no means', () => {
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
  ])('is not warned of: %j', (markdown) => {
    expect(warnings(markdown)).toEqual([]);
  });

  it('is named in the order of the text, each once', () => {
    expect(warnings('x</b>\n\n__init__\n\n<img src="media/a%20tree.png" width=1 width=1>')).toEqual(
      [
        expect.stringContaining('1: '),
        expect.stringContaining('3: '),
        expect.stringContaining('5: '),
      ],
    );
  });
});

it('names the line of a fault where it is, not where code shows the same', () => {
  const { faults } = renderHandout('`<name>` and\n\n    <name>\n\nis <name> and\n<name>', images);
  expect(faults.map(({ line }) => line)).toEqual([5, 6]);
});
