import { parser } from '@lezer/python';
import { isStorableInPostgres } from './case-schema.ts';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/**
 * Checks a Python literal as `ast.literal_eval` would: numbers, text, bytes, True, False, None, and
 * tuples, lists, sets and dictionaries of them. Says what is wrong with it; null for a literal.
 *
 * Python also accepts `...`, a comment before the literal, parentheses within a signed or complex
 * number, as in `-(1)`, and nesting deeper than `maxDepth`. It refuses a name in `\N{…}` that does not
 * exist, which is not looked up here: the judge reports that one.
 */
export function literalFault(source: string): string | null {
  if (!isStorableInPostgres(source))
    return 'has a NUL character or a lone surrogate in it; remove it';
  // Python reads each of these line ends as \n. The grammar reads `5.` as the start of `5.real`; the
  // zero keeps literals valid and others invalid, even within a string.
  const text = source
    .trim()
    .replace(/\r\n?/g, '\n')
    .replace(/(?<=\d)\.(?![\d_])/g, '.0');
  if (text.startsWith('#')) return 'starts with a comment; remove it';
  try {
    new LiteralCheck(text).check();
    return null;
  } catch (error) {
    if (error instanceof NoLiteral) return error.message;
    // The parser's stack overflows at some hundred thousand brackets.
    if (error instanceof RangeError) return tooDeep;
    throw error;
  }
}

class NoLiteral extends Error {}

const maxDepth = 100;
const maxQuoted = 40;

const digits = String.raw`\d(?:_?\d)*`;
/** Python converts decimal integers of up to 4,300 digits. */
const integer = String.raw`0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?\d){0,4299}|0(?:_?0)*`;
const exponent = `[eE][-+]?${digits}`;
const fraction = String.raw`(?:${digits})?\.${digits}(?:${exponent})?|${digits}${exponent}`;
const real = `(?:${fraction}|${integer})`;
const imaginary = `(?:${fraction}|${digits})[jJ]`;
const number = new RegExp(
  String.raw`^(?:[-+]?\s*${real}|(?:[-+]?\s*${real}\s*[-+]\s*|[-+]?\s*)${imaginary})$`,
);

const stringParts = /^(?<prefix>\w*)(?<quote>"""|'''|"|')(?<content>(?:[^\\]|\\[^])*)\k<quote>$/;
const bytesEscape = /\\(?:x[\da-fA-F]{2}|[^x])/g;
const textEscape =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U(?:000[\da-fA-F]|0010)[\da-fA-F]{4}|N\{[^{}]+\}|[^xuUN])/g;

const unclosed = 'has a quote that is not closed';
const tooDeep = 'is nested too deeply';
const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

class LiteralCheck {
  readonly #text: string;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  check(): void {
    const script = parser.parse(this.#text).topNode;
    const cursor = script.cursor();
    do {
      if (cursor.type.isError) throw this.#syntaxFault(cursor.node);
    } while (cursor.next());
    const [statement, other] = childrenOf(script);
    if (statement === undefined) throw new NoLiteral('is empty');
    if (other !== undefined) throw this.#misplaced(other);
    if (statement.name !== 'ExpressionStatement') throw this.#notLiteral(statement);
    // A tuple needs no parentheses.
    this.#values(childrenOf(statement));
  }

  #syntaxFault(error: SyntaxNode): NoLiteral {
    const { parent } = error;
    if (parent?.name === 'String') return new NoLiteral(unclosed);
    const bracket = closing[parent?.firstChild?.name ?? ''];
    return bracket === undefined || parent?.lastChild?.name === bracket
      ? this.#misplaced(error)
      : new NoLiteral(`is missing a "${bracket}"`);
  }

  #misplaced({ from }: SyntaxNode): NoLiteral {
    const [word] = /[\p{L}\p{N}_]+|\S/u.exec(this.#text.slice(from)) ?? [];
    return new NoLiteral(
      word === undefined ? 'ends too early' : `has "${word}" where Python expects something else`,
    );
  }

  /** Whether the value may be in a set, or the key of a dictionary. */
  #value(node: SyntaxNode): boolean {
    switch (node.name) {
      case 'Number':
      case 'UnaryExpression':
      case 'BinaryExpression':
        this.#number(node);
        return true;
      case 'String':
        this.#string(node);
        return true;
      case 'ContinuedString':
        if (new Set(childrenOf(node).map((part) => this.#string(part))).size > 1)
          throw new NoLiteral('joins text and bytes, which Python does not allow');
        return true;
      case 'Boolean':
      case 'None':
        return true;
      case 'CallExpression':
        if (!/^set\s*\(\s*\)$/.test(this.#textOf(node))) throw this.#notLiteral(node);
        return false;
      case 'ParenthesizedExpression':
      case 'TupleExpression':
        return this.#nested(node, (items) => this.#values(items));
      case 'ArrayExpression':
        this.#nested(node, (items) => this.#values(items));
        return false;
      case 'SetExpression':
      case 'DictionaryExpression':
        this.#nested(node, (items) => this.#keys(items));
        return false;
      default:
        throw this.#notLiteral(node);
    }
  }

  #nested<T>(node: SyntaxNode, check: (items: readonly SyntaxNode[]) => T): T {
    if (++this.#depth > maxDepth) throw new NoLiteral(tooDeep);
    const result = check(childrenOf(node).slice(1, -1));
    this.#depth -= 1;
    return result;
  }

  /** Whether all of them may be in a set. */
  #values(items: readonly SyntaxNode[]): boolean {
    const values = items.filter(({ name }) => name !== ',').map((item) => this.#value(item));
    return values.every(Boolean);
  }

  #keys(items: readonly SyntaxNode[]): void {
    items.forEach((item, index) => {
      if (item.name === ',' || item.name === ':') return;
      const isKey = items[index - 1]?.name !== ':';
      if (!this.#value(item) && isKey) {
        throw new NoLiteral('has a list, set or dictionary where Python allows none: as a key');
      }
    });
  }

  #number(node: SyntaxNode): void {
    const text = this.#textOf(node).replace(/\\\n|#.*/g, ' ');
    if (number.test(text)) return;
    if (/^[-+]?\s*0[\d_]+$/.test(text)) {
      throw new NoLiteral(`has ${this.#quoted(node)}; remove the zero in front of the number`);
    }
    throw this.#notLiteral(node);
  }

  #string(node: SyntaxNode): 'text' | 'bytes' {
    if (node.name !== 'String') throw this.#notLiteral(node);
    const { prefix, content } = stringParts.exec(this.#textOf(node))?.groups ?? {};
    // The grammar also ends a string at the end of its line.
    if (prefix === undefined || content === undefined) throw new NoLiteral(unclosed);
    const kind = /b/i.test(prefix) ? 'bytes' : 'text';
    if (kind === 'bytes' && /[^\0-\x7f]/.test(content)) {
      throw new NoLiteral(`has a character in ${this.#quoted(node)} that bytes cannot have`);
    }
    const rest = content.replace(kind === 'bytes' ? bytesEscape : textEscape, '');
    if (!/r/i.test(prefix) && rest.includes('\\')) {
      throw new NoLiteral(
        `has an invalid escape sequence in ${this.#quoted(node)}; write \\\\ for a backslash`,
      );
    }
    return kind;
  }

  #notLiteral(node: SyntaxNode): NoLiteral {
    return new NoLiteral(`has ${this.#quoted(node)}, which is not a literal`);
  }

  #quoted(node: SyntaxNode): string {
    const text = this.#textOf(node).replace(/\s+/g, ' ');
    return `"${text.length <= maxQuoted ? text : `${text.slice(0, maxQuoted - 1)}…`}"`;
  }

  #textOf({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to);
  }
}

/** Without comments, which the grammar allows anywhere. */
function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}
