import type { SyntaxNode, TreeCursor } from '@lezer/common';
import { parser } from '@lezer/python';

/** In characters; a longer program has no shape of its own, so that parsing never takes long. */
const maxParsed = 20_000;

/** Statements and their clauses. What an expression consists of does not count, nor does `pass`. */
const counted = /(?<!Pass)Statement$|Definition$|^(?:Body|else|elif|except|finally)$/;

/**
 * The shape of a Python program: the kinds of its statements in their nesting, without names, constants,
 * comments and layout. Only of the functions that `call` needs, if it names some of the program's. Parses
 * without running anything; what Python can't read has a shape, too.
 */
export function skeletonOf(program: string, call: string | null): string {
  if (program.length > maxParsed) return 'long';
  const code = program.replaceAll(/\r\n?/g, '\n');
  const { topNode } = parser.parse(code);
  const parts: string[] = [];
  for (const part of partsThat(call ?? '', topNode, code)) walk(part.cursor(), parts);
  return parts.join(' ');
}

/** The functions that the call needs, in their order; all of the program if it names none of them. */
function partsThat(call: string, top: SyntaxNode, code: string): SyntaxNode[] {
  const all = top.getChildren('FunctionDefinition');
  const named = new Map(all.map((one) => [textOf(one.getChild('VariableName'), code), one]));
  const needed = new Set<SyntaxNode>();
  const texts = [call];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) {
      const found = named.get(name);
      if (found === undefined || needed.has(found)) continue;
      needed.add(found);
      texts.push(textOf(found, code));
    }
  }
  return needed.size === 0 ? [top] : all.filter((one) => needed.has(one));
}

const textOf = (node: SyntaxNode | null, code: string): string =>
  node === null ? '' : code.slice(node.from, node.to);

function walk(cursor: TreeCursor, parts: string[]): void {
  parts.push(cursor.name);
  if (!cursor.firstChild()) return;
  parts.push('(');
  do {
    if (counted.test(cursor.name) && !isText(cursor)) walk(cursor, parts);
  } while (cursor.nextSibling());
  parts.push(')');
  cursor.parent();
}

/** A docstring, or a text that stands for a comment. */
function isText({ name, node }: TreeCursor): boolean {
  const { firstChild, lastChild } = node;
  return (
    name === 'ExpressionStatement' &&
    firstChild?.name === 'String' &&
    firstChild.to === lastChild?.to
  );
}
