import katex from 'katex';
import sanitizeHtml from 'sanitize-html';

/** What browsers show of MathML (MathML Core), and attributes that no style sheet can stand in for. */
const allowedAttributes: Readonly<Record<string, readonly string[]>> = {
  math: ['xmlns', 'display'],
  mrow: [],
  mi: ['mathvariant'],
  mn: ['mathvariant'],
  mo: [
    ...['fence', 'separator', 'stretchy', 'symmetric', 'largeop', 'movablelimits', 'mathvariant'],
    ...['lspace', 'rspace', 'minsize', 'maxsize', 'accent'],
  ],
  mtext: ['mathvariant'],
  mspace: ['width', 'height', 'depth', 'linebreak'],
  mfrac: ['linethickness'],
  msqrt: [],
  mroot: [],
  msub: [],
  msup: [],
  msubsup: [],
  munder: ['accentunder'],
  mover: ['accent'],
  munderover: ['accent', 'accentunder'],
  mtable: ['rowspacing', 'columnspacing', 'columnalign'],
  mtr: [],
  mtd: [],
  mstyle: ['scriptlevel', 'displaystyle'],
  mpadded: ['width', 'height', 'depth', 'lspace', 'voffset'],
  mphantom: [],
};
/** KaTeX keeps the formula's source in them. */
const wrapping = new Set(['span', 'semantics', 'annotation']);

/** A formula as MathML, or why it has none: a clause that goes on after the formula itself. */
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
          throw new Error(`holds ${command}, which handouts do not show`);
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

/** Nothing but what is allowed; whatever else KaTeX made, frames and colours say, is a fault. */
function restrict(markup: string): RenderedFormula {
  const unknown = new Set<string>();
  const mathml = sanitizeHtml(markup, {
    allowedTags: Object.keys(allowedAttributes),
    allowedAttributes: Object.fromEntries(
      Object.entries(allowedAttributes).map(([tag, names]) => [tag, [...names]]),
    ),
    nestingLimit: 100,
    exclusiveFilter: ({ tag }) => tag === 'annotation',
    nonTextTags: ['annotation'],
    transformTags: {
      '*': (tagName, attribs) => {
        const allowed = allowedAttributes[tagName];
        if (allowed !== undefined) {
          for (const name of Object.keys(attribs)) if (!allowed.includes(name)) unknown.add(name);
        } else if (!wrapping.has(tagName)) unknown.add(`<${tagName}>`);
        return { tagName, attribs };
      },
    },
  });
  return unknown.size === 0
    ? { mathml }
    : { fault: `needs ${[...unknown].join(', ')} of MathML, which handouts do not show` };
}
