import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type ScalarTag,
} from 'yaml';
import { literalFault } from './python-literal.ts';

/** The value of `!python "(1, 2)"`: a Python literal, for values that YAML does not have. */
class PythonLiteral {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export const pythonTag: ScalarTag = {
  tag: '!python',
  identify: (value) => value instanceof PythonLiteral,
  resolve: (source) => new PythonLiteral(source),
};

/** The YAML value has no Python equivalent; the message says why. */
export class NoPythonValue extends Error {}

/**
 * The Python literal for a YAML node. Integers, fractions and text keep their kind, and numbers all their
 * digits. @throws {NoPythonValue}
 */
export function pythonLiteralOf(node: unknown, document: Document): string {
  if (isAlias(node)) return pythonLiteralOf(node.resolve(document), document);
  if (isScalar(node)) return scalar(node);
  if (isSeq(node)) {
    return `[${node.items.map((item) => pythonLiteralOf(item, document)).join(', ')}]`;
  }
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => {
      if (isSeq(key) || isMap(key)) throw new NoPythonValue("has a key that Python doesn't allow");
      const ofValue = value === null ? 'None' : pythonLiteralOf(value, document);
      return `${pythonLiteralOf(key, document)}: ${ofValue}`;
    });
    return `{${pairs.join(', ')}}`;
  }
  return 'None';
}

function scalar({ value, source }: Scalar): string {
  if (value instanceof PythonLiteral) {
    const fault = literalFault(value.source);
    if (fault !== null) throw new NoPythonValue(fault);
    return value.source.trim();
  }
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numeral(value, source ?? String(value));
  // JSON's escapes mean the same in Python.
  if (typeof value === 'string') return JSON.stringify(value);
  throw new NoPythonValue('has no equivalent in Python');
}

function numeral(value: number, source: string): string {
  if (Number.isNaN(value)) throw new NoPythonValue('is nan, which equals nothing');
  if (/^[-+]?\.inf$/i.test(source)) return value < 0 ? '-1e999' : '1e999';
  if (/^[-+]?[0-9]+$/.test(source)) return BigInt(source.replace('+', '')).toString();
  return source;
}

/** Text as it is written, with or without quotes: `stdout: 1.50` is `1.50`. Null for other values. */
export function textOf(node: Node | null | undefined): string | null {
  if (!isScalar(node) || node.value === null) return null;
  if (typeof node.value === 'string') return node.value;
  return typeof node.value === 'object' ? null : (node.source ?? null);
}
