/**
 * A Python representation, split where its parts may differ. The parts keep their text, so that joined
 * they are the original.
 */
export type PythonValue =
  | { readonly kind: 'text'; readonly source: string }
  | { readonly kind: 'plain'; readonly source: string }
  | {
      readonly kind: 'list' | 'mapping';
      readonly source: string;
      readonly open: string;
      readonly items: readonly PythonItem[];
      readonly close: string;
    };

/** An element of a list, a tuple or a set; in a dictionary an entry with its key. */
export interface PythonItem {
  /** With the colon and the space after it; '' outside of dictionaries. */
  readonly key: string;
  readonly value: PythonValue;
  /** The comma after it, with its space; '' for the last. */
  readonly comma: string;
}

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const textPattern = /[rbuf]{0,2}(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/isy;

/** Values that are nested more deeply are not compared part by part. */
const maxDepth = 1000;

/** Null if it is not a complete representation, such as one that was cut off. */
export function parsePythonValue(source: string): PythonValue | null {
  const reader = new Reader(source.trim());
  const value = reader.value();
  return value !== null && reader.atEnd() ? value : null;
}

class Reader {
  #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #text(): string | null {
    textPattern.lastIndex = this.#at;
    const found = textPattern.exec(this.#source)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #spaces(): string {
    const start = this.#at;
    while (/\s/.test(this.#peek())) this.#at++;
    return this.#source.slice(start, this.#at);
  }

  value(): PythonValue | null {
    const text = this.#text();
    if (text !== null) return { kind: 'text', source: text };
    if (!(this.#peek() in closing)) return this.#plain();
    if (this.#depth === maxDepth) return null;
    this.#depth++;
    const container = this.#container();
    this.#depth--;
    return container;
  }

  #container(): PythonValue | null {
    const start = this.#at;
    const open = this.#peek();
    const close = closing[open] ?? '';
    this.#at++;
    const items: PythonItem[] = [];
    let isMapping = false;
    while (this.#peek() !== close) {
      if (this.atEnd()) return null;
      let value = this.value();
      let key = '';
      if (this.#peek() === ':' && value !== null) {
        this.#at++;
        key = `${value.source}:${this.#spaces()}`;
        value = this.value();
        isMapping = true;
      }
      if (value === null) return null;
      let comma = '';
      if (this.#peek() === ',') {
        this.#at++;
        comma = `,${this.#spaces()}`;
      } else if (this.#peek() !== close) return null;
      items.push({ key, value, comma });
    }
    this.#at++;
    const source = this.#source.slice(start, this.#at);
    return { kind: isMapping ? 'mapping' : 'list', source, open, items, close };
  }

  /** A number, a name, an object such as `Point(1, 2)`: up to a delimiter outside of brackets. */
  #plain(): PythonValue | null {
    const start = this.#at;
    const expected: string[] = [];
    while (!this.atEnd()) {
      if (this.#text() !== null) continue;
      const character = this.#peek();
      const opened = closing[character];
      if (opened !== undefined) expected.push(opened);
      else if (character === expected.at(-1)) expected.pop();
      else if (expected.length === 0 && /[,:\])}]/.test(character)) break;
      this.#at++;
    }
    if (expected.length > 0 || this.#at === start) return null;
    return { kind: 'plain', source: this.#source.slice(start, this.#at) };
  }
}
