import { describe, expect, it } from 'vitest';
import { renderHandout } from './render-handout.ts';

const pixel = 'data:image/png;base64,iVBORw0KGgo=';
const images = new Map([['media/my tree.png', pixel]]);
const render = (markdown: string) => renderHandout(markdown, images);
const messages = (markdown: string) => render(markdown).faults.map(({ message }) => message);

describe('renderHandout', () => {
  it('renders text, lists and tables, with the alignment as a class', () => {
    const { html, faults } = render('**Hi**\n\n- one\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n');
    expect(faults).toEqual([]);
    expect(html).toContain('<strong>Hi</strong>');
    expect(html).toContain('<li>one</li>');
    expect(html).toContain('<div class="table-scroll" tabindex="0">\n<table>');
    expect(html).toContain('<th class="align-right">b</th>');
    expect(html).not.toContain('style');
  });

  it('makes the topmost heading h2, whatever its level in the text', () => {
    expect(render('# A\n\n## B\n').html).toBe('<h2>A</h2>\n<h3>B</h3>\n');
    expect(render('### A\n\n#### B\n').html).toBe('<h2>A</h2>\n<h3>B</h3>\n');
  });

  it('highlights Python by classes', () => {
    const { html } = render('```python\ndef f():\n    return "<b>"\n```\n');
    expect(html).toContain('<pre tabindex="0"><code class="hljs language-python">');
    expect(html).toContain('<span class="hljs-keyword">def</span>');
    expect(html).toContain('<span class="hljs-title function_">f</span>');
    expect(html).toContain('<span class="hljs-string">"&lt;b&gt;"</span>');
  });

  it('marks the prompts of a session', () => {
    const { html } = render('```python\n>>> 1 + 1\n2\n```\n');
    expect(html).toContain('<span class="hljs-meta prompt_">&gt;&gt;&gt;</span>');
  });

  it.each(['```text\n<b> & def\n```\n', '```\n<b> & def\n```\n', '    <b> & def\n'])(
    'shows other code as it is: %j',
    (markdown) => {
      const { html } = render(markdown);
      expect(html).toBe(
        '<pre tabindex="0"><code class="hljs">&lt;b&gt; &amp; def\n</code></pre>\n',
      );
    },
  );

  it('puts pictures from media/ into the page', () => {
    const { html, faults } = render('![A tree](media/my%20tree.png)');
    expect(faults).toEqual([]);
    expect(html).toBe(`<p><img src="${pixel}" alt="A tree" /></p>\n`);
    expect(render('<img src="media/my tree.png" onerror="alert(1)">').html).toBe(
      `<img src="${pixel}" alt="" />`,
    );
  });

  it.each([
    ['https://example.org/a.png', 'which is not in media/'],
    ['data:image/png;base64,AAAA', 'which is not in media/'],
    ['data:image/svg+xml,<svg/onload=alert(1)>', 'which is not in media/'],
    ['media/other.png', 'which is missing or broken'],
    ['media/../secret.png', 'which is missing or broken'],
    ['media/%ff.png', 'which is missing or broken'],
  ])('reports the picture %s, which it does not show', (source, why) => {
    const { html, faults } = render(`<img src="${source}">`);
    expect(html).not.toContain('<img');
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toContain(why);
  });

  it('opens links in a new page, without a reference to ours', () => {
    const { html } = render('[docs](https://docs.python.org "Python")');
    expect(html).toBe(
      '<p><a href="https://docs.python.org" rel="noopener noreferrer" target="_blank">docs</a></p>\n',
    );
    expect(messages('<mail@example.org>')).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'page.html',
    '//x.org',
    '#top',
    'file:///etc/passwd',
  ])('reports the link to %s, which it does not make', (target) => {
    const { html, faults } = render(`Line\n\n<a href="${target}">here</a>`);
    expect(html).toBe('<p>Line</p>\n<p><a>here</a></p>\n');
    expect(faults).toMatchObject([{ line: 3 }]);
    expect(faults[0]?.message).toContain(`links to "${target}"`);
  });

  it.each([
    ['<script>alert(1)</script>', 'script'],
    ['<style>p { display: none }</style>', 'style'],
    ['<iframe src="https://example.org"></iframe>', 'iframe'],
    ['<svg><script>alert(1)</script></svg>', 'svg'],
    ['<form action="/x"><input></form>', 'form'],
    ['<object data="x"></object>', 'object'],
    ['<math><mi>x</mi></math>', 'math'],
    ['<base href="https://example.org">', 'base'],
    ['<link rel="stylesheet" href="x">', 'link'],
    ['<h1>Big</h1>', 'h1'],
  ])('removes %s and reports it', (markup, tag) => {
    const { html, faults } = render(`Text\n\n${markup}\n`);
    expect(html).not.toContain(`<${tag}`);
    expect(html).not.toContain('alert');
    expect(faults[0]).toEqual({
      line: 3,
      message: `contains the tag <${tag}>, which handouts do not show; remove it, or write it in backticks`,
    });
  });

  it('reports a name in angle brackets that would vanish', () => {
    expect(messages('Call it with <name> here.')).toHaveLength(1);
    expect(messages('Call it with `<name>` here.')).toEqual([]);
  });

  it.each([
    '<p onclick="alert(1)">x</p>',
    '<p style="position: fixed">x</p>',
    '<p id="main" class="top-bar" data-x="1">x</p>',
  ])('keeps no attributes of %s', (markup) => {
    expect(render(markup).html).toBe('<p>x</p>');
  });

  it('keeps harmless HTML', () => {
    const markup = '<details><summary>More</summary>x<sup>2</sup><br /><kbd>Tab</kbd></details>';
    expect(render(markup)).toEqual({ html: markup, faults: [], warnings: [] });
  });

  it('limits the size of a page with its pictures', () => {
    const large = new Map([['media/a.png', `data:image/png;base64,${'A'.repeat(1024 * 1024)}`]]);
    const { faults } = renderHandout('![a](media/a.png)\n'.repeat(5), large);
    expect(faults.map(({ message }) => message)).toEqual([
      'is 5 MiB with its pictures, but at most 4 MiB is allowed; make them smaller',
    ]);
  });
});
