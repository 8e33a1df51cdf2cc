import createMarkdownIt from 'markdown-it';

const parser = new createMarkdownIt({ html: true });

/**
 * Exercism's Markdown in the form that our handouts take: admonitions become quotes, pictures on
 * the web become links, Exercism's own links get their full address, and links within the page
 * become plain text; a dollar sign is one and begins no formula. Code is left alone.
 */
export function convertMarkdown(markdown: string): string {
  const lines = markdown.split('\n');
  const output: string[] = [];
  let prose: string[] = [];
  const endProse = () => {
    if (prose.length > 0) output.push(convertProse(prose.join('\n')));
    prose = [];
  };
  let next = 0;
  for (const { first, end, info } of codeBlocks(markdown)) {
    prose.push(...lines.slice(next, first));
    endProse();
    const block = lines.slice(first, end);
    output.push(...(info.startsWith('exercism/') ? convertAdmonition(block, info) : block));
    next = end;
  }
  prose.push(...lines.slice(next));
  endProse();
  return output.join('\n');
}

interface CodeBlock {
  readonly first: number;
  /** The line after the last. */
  readonly end: number;
  readonly info: string;
}

function codeBlocks(markdown: string): CodeBlock[] {
  return parser.parse(markdown, {}).flatMap(({ type, map, info }) => {
    if ((type !== 'fence' && type !== 'code_block') || map === null) return [];
    return [{ first: map[0], end: map[1], info: info.trim() }];
  });
}

/** `~~~~exercism/note` … `~~~~` as a quote that begins with "Note". */
function convertAdmonition(block: readonly string[], info: string): string[] {
  const kind = info.slice('exercism/'.length);
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const body = convertMarkdown(block.slice(1, -1).join('\n')).split('\n');
  return ['', `> **${title}**`, '>', ...body.map((line) => `> ${line}`.trimEnd()), ''];
}

const conceptsUrl = 'https://exercism.org/tracks/python/concepts';
const exercisesUrl = 'https://exercism.org/tracks/python/exercises';

function convertProse(prose: string): string {
  return (
    prose
      .replace(/<!--[^]*?-->/g, '')
      // Headings that only say which of Exercism's files the text is from.
      .replace(/^# (?:Introduction|Instructions? append|Introduction append)\s*$/gim, '')
      // ![text](address) and ![text][reference]; alternative texts span lines.
      .replace(/!\[([^\]]*)\](?=[([])/g, (_, text: string) => `[Picture: ${text || 'no text'}]`)
      .replace(/<img\b[^>]*>/gi, '')
      // [concept:python/classes]() and [exercise:python/two-fer](): links that Exercism completes.
      .replace(/\[concept:\s*python\/([\w-]+)\]\(\)/g, `[$1](${conceptsUrl}/$1)`)
      .replace(/\[exercise:\s*python\/([\w-]+)\]\(\)/g, `[$1](${exercisesUrl}/$1)`)
      .replace(/\[concept:\s*(?:python\/)?([^\]]+)\]\(/g, '[$1](')
      .replace(/\]\((\/[^)\s]*)/g, '](https://exercism.org$1')
      .replace(/^(\[[^\]]+\]:\s*)(\/\S+)/gm, '$1https://exercism.org$2')
      .replace(/\[([^\]]*)\]\(#[^)]*\)/g, '$1')
      .replace(/(`+)[^]*?\1|(?<!\\)\$/g, (text) => (text === '$' ? '\\$' : text))
  );
}
