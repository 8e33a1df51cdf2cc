/**
 * Reads a Python literal as `ast.literal_eval` would: numbers, text, bytes, True, False, None, and
 * tuples, lists, sets and dictionaries of them. Says what is wrong with it, null for nothing.
 */
export function literalFault(source: string): string | null {
  const tokens = tokensOf(source.trim());
  if (tokens === null) return 'holds what is no Python literal';
  const reader = new Reader(tokens);
  try {
    reader.readAll();
    return null;
  } catch (error) {
    if (error instanceof NoLiteral) return error.message;
    throw error;
  }
}

class NoLiteral extends Error {}

const tokenKinds = ['text', 'bytes', 'number', 'word', 'sign'] as const;

interface Token {
  readonly kind: (typeof tokenKinds)[number];
  readonly text: string;
}

const string = String.raw`"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'`;
const digits = String.raw`[0-9](?:_?[0-9])*`;
const number = String.raw`0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:${digits}\.(?:${digits})?|\.${digits}|${digits})(?:[eE][-+]?${digits})?[jJ]?`;
const tokenPattern = new RegExp(
  String.raw`(?<space>\s+)|(?<bytes>(?:[bB][rR]?|[rR][bB])(?:${string}))|(?<text>[rRuU]?(?:${string}))|(?<number>${number})(?![\p{L}_0-9])|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>[-+()\[\]{},:])`,
  'uy',
);

function tokensOf(source: string): Token[] | null {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < source.length) {
    const groups: Record<string, string | undefined> = pattern.exec(source)?.groups ?? {};
    const kind = tokenKinds.find((each) => groups[each] !== undefined);
    if (kind !== undefined) tokens.push({ kind, text: groups[kind] ?? '' });
    else if (groups.space === undefined) return null;
  }
  return tokens;
}

const depthMax = 100;
const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAll(): void {
    if (this.#tokens.length === 0) throw new NoLiteral('is empty');
    this.#value();
    // A tuple needs no parentheses.
    while (this.#take(',') && this.#peek() !== undefined) this.#value();
    const rest = this.#peek();
    if (rest !== undefined) throw new NoLiteral(`has "${rest.text}" where the literal should end`);
  }

  /** Whether the value may be in a set, or the key of a dictionary. */
  #value(): boolean {
    const token = this.#next();
    switch (token.kind) {
      case 'text':
      case 'bytes':
        while (this.#peek()?.kind === token.kind) this.#at += 1;
        return true;
      case 'number':
        this.#checkNumber(token.text);
        this.#complexPart();
        return true;
      case 'word':
        return this.#word(token.text);
      case 'sign':
        return this.#signed(token.text);
    }
  }

  #word(word: string): boolean {
    if (['True', 'False', 'None'].includes(word)) return true;
    if (word === 'set' && this.#take('(') && this.#take(')')) return false;
    throw new NoLiteral(`has "${word}", which is no literal; it may hold plain values only`);
  }

  #signed(sign: string): boolean {
    if (sign === '-' || sign === '+') {
      const token = this.#next();
      if (token.kind !== 'number') throw new NoLiteral(`has "${sign}" before what is no number`);
      this.#checkNumber(token.text);
      this.#complexPart();
      return true;
    }
    const end = closing[sign];
    if (end === undefined) throw new NoLiteral(`has "${sign}" where a value should be`);
    if (++this.#depth > depthMax) throw new NoLiteral('is nested too deeply');
    const hashable = this.#items(sign, end);
    this.#depth -= 1;
    return hashable;
  }

  #items(begin: string, end: string): boolean {
    let isDictionary: boolean | undefined;
    let allHashable = true;
    while (!this.#take(end)) {
      const hashable = this.#value();
      allHashable &&= hashable;
      if (begin === '{') {
        const isPair = this.#take(':');
        isDictionary ??= isPair;
        if (isPair !== isDictionary) throw new NoLiteral('mixes a set and a dictionary');
        if (!hashable) {
          throw new NoLiteral('has a list, set or dictionary where Python allows none: as a key');
        }
        if (isPair) this.#value();
      }
      if (this.#take(',')) continue;
      if (this.#peek()?.text !== end) throw new NoLiteral(`has no "${end}" where one should be`);
    }
    return begin === '(' && allHashable;
  }

  #complexPart(): void {
    const sign = this.#peek();
    const part = this.#tokens[this.#at + 1];
    if ((sign?.text === '+' || sign?.text === '-') && part && /^[^xX]*[jJ]$/.test(part.text)) {
      this.#at += 2;
    }
  }

  #checkNumber(text: string): void {
    if (/^0[0-9_]*[1-9][0-9_]*$/.test(text)) {
      throw new NoLiteral(`has ${text}, and Python allows no zero before a number`);
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new NoLiteral('ends too early');
    this.#at += 1;
    return token;
  }

  #take(sign: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }
}
