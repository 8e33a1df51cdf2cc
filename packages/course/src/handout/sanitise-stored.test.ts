import { expect, it } from 'vitest';
import { renderHandout } from './render-handout.ts';
import { sanitiseStored } from './sanitise-stored.ts';

const images = new Map([
  ['media/a.png', 'data:image/png;base64,iVBORw0KGgo='],
  ['media/b.svg', 'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='],
]);

it('leaves what was rendered as it is', () => {
  const markdown = [
    '# A & B\n\nText with `code`, *stress*, <kbd>Ctrl</kbd> and [a link](https://example.org/?a=1&b=2).',
    '![A "tree"](media/a.png "title") ![](media/b.svg)',
    '```python\n>>> print("<b>")\n<b>\n```\n\n    indented & plain',
    '| a | b |\n| :- | -: |\n| 1 | 2 |',
    'Inline $\\frac{a}{b} < \\sqrt[3]{x}$, and\n\n$$\\sum_{k=1}^n \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} \\text{ a }\\vec{v}$$',
    '<details open><summary>More</summary>\n\n1. one\n\n</details>',
  ].join('\n\n');
  const { html, faults } = renderHandout(markdown, images);
  expect(faults).toEqual([]);
  expect(html).toContain('<math');
  expect(sanitiseStored(html)).toBe(html);
});

it.each([
  ['<p>a</p><script>alert(1)</script>', '<p>a</p>'],
  ['<p onclick="alert(1)" style="color: red">a</p>', '<p>a</p>'],
  ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['<img src="https://example.org/a.png" alt="" />', ''],
  ['<img src="data:text/html;base64,PHA+" alt="" />', ''],
  ['<img src="data:image/svg+xml,<svg onload=alert(1)>" alt="" />', ''],
  [
    '<math href="javascript:alert(1)"><mi onclick="alert(1)">x</mi></math>',
    '<math><mi>x</mi></math>',
  ],
  ['<math><maction>x</maction><mglyph></mglyph></math>', '<math>x</math>'],
  ['<span class="formula evil">x</span>', '<span class="formula">x</span>'],
  ['<form action="/api"><input name="a" /></form><iframe src="/"></iframe>', ''],
])('makes %j safe', (html, safe) => {
  expect(sanitiseStored(html)).toBe(safe);
});
