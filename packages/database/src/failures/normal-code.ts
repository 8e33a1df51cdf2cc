/** Words that stay; other names are the student's or the assignment's. */
const pythonWords = new Set(
  (
    'False None True and as assert break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield ' +
    'abs all any bool dict enumerate float input int len list map max min open print range reversed round ' +
    'set sorted str sum super tuple type zip'
  ).split(' '),
);

const stringOrName = /(?<text>'[^'\n]*'|"[^"\n]*")|(?<dot>\.?)(?<!\w)(?<name>[A-Za-z_]\w*)/g;

/** Python without the contents of texts, and with other names; Python's own and methods' names stay. */
export const renameIn = (code: string, rename: (name: string) => string): string =>
  code.replaceAll(stringOrName, (whole: string, ...rest) => {
    const { text, dot, name = '' } = rest.at(-1) as Record<string, string | undefined>;
    if (text !== undefined) return '"…"';
    return dot === '.' || pythonWords.has(name) ? whole : rename(name);
  });
