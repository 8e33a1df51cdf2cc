/** A call that led to an error, in the student's program. */
interface Frame {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The function, `<module>` for the file itself. */
  readonly name: string;
  readonly code: string;
}

export interface ErrorPlace {
  /** Python's own message. */
  readonly message: string;
  /** Outermost first; empty for a syntax error. */
  readonly frames: readonly Frame[];
  /** The line that Python cannot read, and the columns in it, from 0; null for other errors. */
  readonly caret: { readonly code: string; readonly from: number; readonly to: number } | null;
}

const framePattern = /^ {2}File "(.*)", line (\d+), in (.+)$/;

/**
 * Parses what the judge quotes from Python below its own sentence: the error's message, then the calls
 * or the line with its caret. Null when the text is something else, such as printed output.
 */
export function readErrorPlace(text: string): ErrorPlace | null {
  const lines = text.split('\n');
  const firstFrame = lines.findIndex((line) => framePattern.test(line));
  if (firstFrame !== -1) {
    return {
      message: lines.slice(0, firstFrame).join('\n'),
      frames: readFrames(lines.slice(firstFrame)),
      caret: null,
    };
  }
  const [message = '', code, carets = ''] = lines;
  if (code === undefined || !/^\s*\^+\s*$/.test(carets)) return null;
  const indent = code.length - code.trimStart().length;
  const from = Math.max(0, carets.indexOf('^') - indent);
  const to = carets.trimEnd().length - indent;
  return { message, frames: [], caret: { code: code.trim(), from, to } };
}

function readFrames(lines: readonly string[]): Frame[] {
  return lines.flatMap((text, index) => {
    const [, file, line, name] = framePattern.exec(text) ?? [];
    if (file === undefined || name === undefined) return [];
    const code = lines[index + 1] ?? '';
    return [{ file, line: Number(line), name, code: framePattern.test(code) ? '' : code.trim() }];
  });
}
