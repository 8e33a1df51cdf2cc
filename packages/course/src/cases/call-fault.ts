const text =
  /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const statements =
  /^(?:import|from|def|class|return|for|while|if|assert|del|raise|with|pass|try|global)\b/;
const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Why a call is not an expression over the student's names, as far as that shows without Python; otherwise null. */
export function callFault(call: string): string | null {
  const bare = call.replace(text, '""');
  if (/[“”„‘’‚]/.test(bare))
    return 'has typographic quotes, which Python does not accept; write " or \'';
  if (/["']/.test(bare.replaceAll('""', '')))
    return 'has a quote that is not closed; add the other one';
  const statement = statements.exec(bare)?.[0];
  if (statement !== undefined) {
    return `must be an expression, such as add(1, 2), but "${statement}" starts a statement; for statements, write "code" instead of "call"`;
  }
  const bracket = unbalanced(bare);
  if (bracket !== null) return bracket;
  if (/[;\n]/.test(outsideBrackets(bare).trim()))
    return 'must be a single expression; for statements, write "code" instead of "call"';
  if (isAssignment(bare))
    return 'must be an expression, such as add(1, 2), but assigns something; for statements, write "code" instead of "call"';
  return /[\p{L}_]/u.test(bare)
    ? null
    : "uses no name of the student's file; call one of its functions, such as add(1, 2)";
}

function unbalanced(bare: string): string | null {
  const open: string[] = [];
  for (const character of bare) {
    if (character in closing) open.push(closing[character] ?? '');
    else if (')]}'.includes(character) && open.pop() !== character) {
      return `has a "${character}" without an opening bracket; remove it`;
    }
  }
  const missing = open.pop();
  return missing === undefined ? null : `is missing a "${missing}"; add it`;
}

/** A single = outside brackets assigns; within brackets it names an argument. */
function isAssignment(bare: string): boolean {
  const outside = outsideBrackets(bare);
  return /(?<![=!<>:])=(?!=)/.test(outside) && !/^\s*lambda\b/.test(outside);
}

/** Without brackets and what is in them, which may take several lines. */
function outsideBrackets(bare: string): string {
  let outside = bare;
  for (;;) {
    const fewer = outside.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, '');
    if (fewer === outside) return outside;
    outside = fewer;
  }
}
