import katex from 'katex';
import sanitizeHtml from 'sanitize-html';

/** Elements without attributes. */
const bare = 'mrow msqrt mroot msub msup msubsup mtr mtd mphantom'.split(' ');

/** The elements that browsers support (MathML Core), and attributes that style sheets cannot replace. */
export const formulaAttributes: Readonly<Record<string, string[]>> = {
  ...Object.fromEntries(bare.map((tag) => [tag, []])),
  math: ['xmlns', 'display'],
  mi: ['mathvariant'],
  mn: ['mathvariant'],
  mo: [
    ...['fence', 'separator', 'stretchy', 'symmetric', 'largeop', 'movablelimits', 'mathvariant'],
    ...['lspace', 'rspace', 'minsize', 'maxsize', 'accent'],
  ],
  mtext: ['mathvariant'],
  mspace: ['width', 'height', 'depth', 'linebreak'],
  mfrac: ['linethickness'],
  munder: ['accentunder'],
  mover: ['accent'],
  munderover: ['accent', 'accentunder'],
  mtable: ['rowspacing', 'columnspacing', 'columnalign'],
  mstyle: ['scriptlevel', 'displaystyle'],
  mpadded: ['width', 'height', 'depth', 'lspace', 'voffset'],
};
/** KaTeX keeps the formula's source in them. */
const wrapping = new Set(['span', 'semantics', 'annotation']);

/** A formula as MathML, or the reason why not: a clause that follows the formula. */
export type RenderedFormula = { readonly mathml: string } | { readonly fault: string };

export function renderFormula(tex: string, kind: 'inline' | 'display'): RenderedFormula {
  try {
    return restrict(
      katex.renderToString(tex, {
        output: 'mathml',
        displayMode: kind === 'display',
        strict: 'ignore',
        maxSize: 20,
        trust({ command }) {
          throw new Error(`uses ${command}, which handouts do not support`);
        },
      }),
    );
  } catch (error) {
    if (error instanceof katex.ParseError) {
      return { fault: `cannot be read: ${error.rawMessage.replace(/\.$/, '')}` };
    }
    return { fault: (error as Error).message };
  }
}

/** Keeps only what is allowed. Anything else that KaTeX generates, such as frames and colours, is a fault. */
function restrict(markup: string): RenderedFormula {
  const unknown = new Set<string>();
  const mathml = sanitizeHtml(markup, {
    allowedTags: Object.keys(formulaAttributes),
    allowedAttributes: formulaAttributes,
    nestingLimit: 100,
    exclusiveFilter: ({ tag }) => tag === 'annotation',
    nonTextTags: ['annotation'],
    transformTags: {
      '*': (tagName, attribs) => {
        const allowed = formulaAttributes[tagName];
        if (allowed !== undefined) {
          for (const name of Object.keys(attribs)) if (!allowed.includes(name)) unknown.add(name);
        } else if (!wrapping.has(tagName)) unknown.add(`<${tagName}>`);
        return { tagName, attribs };
      },
    },
  });
  return unknown.size === 0
    ? { mathml }
    : { fault: `needs ${[...unknown].join(', ')} of MathML, which handouts do not support` };
}
