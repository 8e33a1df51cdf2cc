import { describe, expect, it } from 'vitest';
import { renderHandout } from './render-handout.ts';

const render = (markdown: string) => renderHandout(markdown, new Map());
const html = (markdown: string) => {
  const rendered = render(markdown);
  expect(rendered.faults).toEqual([]);
  return rendered.html;
};

describe('formulas in a handout', () => {
  it('become MathML within text, without their TeX source', () => {
    expect(html('The mean is $\\frac{a}{b}$ here.')).toBe(
      '<p>The mean is <span class="formula"><math xmlns="http://www.w3.org/1998/Math/MathML">' +
        '<mrow><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow></math></span> here.</p>\n',
    );
  });

  it.each(['$$\nx\n= y\n$$', '$$x\n= y$$', '$$ x = y $$', '> $$\n> x\n> = y\n> $$'])(
    'stand on a line of their own: %j',
    (markdown) => {
      const page = html(`Before\n${markdown}\nafter`);
      expect(page).toContain('<p><span class="formula-line" tabindex="0"><math');
      expect(page).toContain('display="block"><mrow><mi>x</mi><mo>=</mo><mi>y</mi></mrow></math>');
      expect(page).toContain('<p>Before</p>');
      expect(page).toContain('<p>after</p>');
    },
  );

  it('may be in display style within text', () => {
    expect(html('so $$x$$ is')).toMatch(/^<p>so <span class="formula-line".*<\/span> is<\/p>\n$/);
    expect(html('$$x$$ is')).toMatch(/^<p><span class="formula-line".*<\/span> is<\/p>\n$/);
  });

  it.each([
    ['It costs $5 and $6.', 'It costs $5 and $6.'],
    ['From $5-$6, or about $7.', 'From $5-$6, or about $7.'],
    ['\\$x$ and \\$y\\$', '$x$ and $y$'],
    ['`$x$` of $HOME', '<code>$x$</code> of $HOME'],
    ['$ x $ and $$', '$ x $ and $$'],
  ])('are not recognised in %j', (markdown, text) => {
    expect(html(markdown)).toBe(`<p>${text}</p>\n`);
  });

  it.each([
    [
      'It costs 20$/day; then run `$PWD/x.py`.',
      'It costs 20$/day; then run <code>$PWD/x.py</code>.',
    ],
    ['Use 5$, `a` or `$b`.', 'Use 5$, <code>a</code> or <code>$b</code>.'],
    ['Take $a, `b` and c$.', 'Take $a, <code>b</code> and c$.'],
    ['Take $a, ``b` $`` and c.', 'Take $a, <code>b` $</code> and c.'],
    ['Take $$a `b` c$$.', 'Take $$a <code>b</code> c$$.'],
    ['Set $a <code>b$</code>.', 'Set $a <code>b$</code>.'],
    ['<kbd>$a$</kbd>', '<kbd>$a$</kbd>'],
    ['20$/day, 30$/week', '20$/day, 30$/week'],
    ['for 5$, 6$ or 7$', 'for 5$, 6$ or 7$'],
    ['for 5$-6$, not more', 'for 5$-6$, not more'],
    ['$ cd x\n$ python x.py\n$ ls $HOME', '$ cd x\n$ python x.py\n$ ls $HOME'],
    ['see https://x.org/$a/$b', 'see https://x.org/$a/$b'],
  ])('are not recognised in prices, prompts and code: %j', (markdown, text) => {
    expect(html(markdown)).toBe(`<p>${text}</p>\n`);
  });

  const link = (address: string, text: string) =>
    `<a href="${address}" rel="noopener noreferrer" target="_blank">${text}</a>`;
  it.each([
    ['[for $5](https://x.org/$a), $6', `${link('https://x.org/$a', 'for $5')}, $6`],
    ['$5 at [a](https://x.org/?b=$c)', `$5 at ${link('https://x.org/?b=$c', 'a')}`],
    ['5 [for $x](https://x.org)$', `5 ${link('https://x.org', 'for $x')}$`],
    ['Costs $5 [a$](https://x.org).', `Costs $5 ${link('https://x.org', 'a$')}.`],
    ['$5 at <https://x.org/$a>', `$5 at ${link('https://x.org/$a', 'https://x.org/$a')}`],
    ['$5 <a href="https://x.org/$a">b</a>', `$5 ${link('https://x.org/$a', 'b')}`],
  ])('cut no link in two: %j', (markdown, text) => {
    expect(html(markdown)).toBe(`<p>${text}</p>\n`);
  });

  it.each([
    ['$[0, 1)$ and [a](https://x.org)', '<mo stretchy="false">)</mo>'],
    ['[the $n$th](https://x.org)', '<mi>n</mi>'],
    ['H$_2$O', '<mn>2</mn>'],
    ['3 times 10$^{-3}$', '<mn>3</mn>'],
    ['$a<b$ and `c` and $d>e$', '<mo>&gt;</mo>'],
    ['$a<b and c>d$', '<mo>&gt;</mo>'],
    ['($x$), “$y$”, $z$.', '<mi>z</mi>'],
    ['$a\n= b$', '<mo>=</mo>'],
    ['`a` $b$ `c`', '<mi>b</mi>'],
    ["$f'(x)$ and $`$", '<mo'],
    ['| a | b |\n|---|---|\n| $x$ | `$` |', '<mi>x</mi>'],
  ])('are recognised beside brackets, code and letters: %j', (markdown, part) => {
    const page = html(markdown);
    expect(page).toContain('<math');
    expect(page).toContain(part);
  });

  it.each([
    'It costs 5$\n\n- a$\n- b',
    '5$\n- a$',
    'Costs 5$\n\n| a$ | b |\n|---|---|\n| 1$ | 2 |',
  ])('end with their block: %j', (markdown) => {
    expect(html(markdown)).not.toContain('<math');
  });

  it('are not recognised in code', () => {
    expect(html('```\n$$\nx\n$$\n```')).not.toContain('<math');
    expect(html('    $x$\n')).not.toContain('<math');
    expect(html('<pre>$x$</pre>')).not.toContain('<math');
  });

  it('swallow no code block if they are not closed', () => {
    const { html: page, faults } = render('$$ a\n```\nx = 1\n$$\n```\n');
    expect(faults).toMatchObject([{ line: 1 }]);
    expect(page).toContain('x = 1\n$$\n</code>');
  });

  it('contain Markdown and dollar signs unchanged', () => {
    const page = html('$a_1 * b_1 * c$ and $\\$5$');
    expect(page).not.toContain('<em>');
    expect(page).toContain('<mi mathvariant="normal">$</mi>');
    expect(html('- one\n\n  $$\n  - 1\n  $$\n')).toContain('<mo>−</mo><mn>1</mn>');
  });

  it.each([
    ['Text\n\nand $\\frac{1$ so', 3, '$\\frac{1$, which cannot be read: '],
    ['Text\n\n$$\n\\frack{1}\n$$', 3, '$$\\frack{1}$$, which cannot be read: '],
    ['Text\n\n$\\href{https://example.org}{x}$', 3, 'which uses \\href, which handouts do not'],
    ['$\\color{red}x$', 1, 'which needs mathcolor of MathML, which handouts do not support'],
    ['$\\boxed{x}$', 1, 'which needs <menclose> of MathML, which handouts do not support'],
    ['Text\n\n$$\nx = 1\n', 3, 'starts a formula with $$ that is not closed; close it'],
  ])('are faults with their line when they cannot be shown: %j', (markdown, line, message) => {
    const { faults } = render(markdown);
    expect(faults).toMatchObject([{ line }]);
    expect(faults[0]?.message).toContain(message);
    expect(faults[0]?.message).toMatch(/; (?:fix|close) it, or write \\\$/);
  });

  it('let no markup through, neither in their text nor as a placeholder', () => {
    const page = html('$\\text{<img src=x onerror=alert(1)>}$');
    expect(page).toMatch(/<mtext>&lt;img\ssrc=x\sonerror=alert\(1\)&gt;<\/mtext>/);
    expect(html('<span class="formula-7"></span>')).toBe('<p></p>\n');
    expect(render('$x$ <math><mi>x</mi></math>').faults).not.toEqual([]);
  });

  it.each([
    '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}',
    'f(x) = \\begin{cases} 1 & x>0 \\\\ 0 & \\text{else} \\end{cases}',
    '\\begin{aligned}a&=b\\\\c&=d\\end{aligned}',
    '\\sum_{i=1}^n \\sqrt[3]{x_i} \\le \\prod_{k \\in \\mathbb{N}} \\lfloor x \\rfloor \\bmod 5',
    '\\overline{x} \\hat{y} \\vec v \\underbrace{x}_{n} \\left( \\frac12 \\right) \\quad \\binom{n}{k}',
    '\\overset{a}{=} \\not= \\dots \\cdot \\times \\bigl( x \\bigr) \\hphantom{x} \\mathrm{gcd}(a, b)',
    'O(n \\log n) \\to \\infty, \\lim_{n \\to \\infty} \\int_0^1 x\\,dx, 50\\,\\%',
  ])('support what courses need: %s', (tex) => {
    expect(html(`$$${tex}$$`)).toContain('<math');
    expect(html(`$${tex}$`)).toContain('<math');
  });
});
