const text =
  /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const statements =
  /^(?:import|from|def|class|return|for|while|if|assert|del|raise|with|pass|try|global)\b/;
const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** What can be seen without Python to be no expression over the student's names; null for nothing. */
export function callFault(call: string): string | null {
  const bare = call.replace(text, '""');
  if (/[“”„‘’‚]/.test(bare))
    return 'has typographic quotes, which Python does not know; write " or \'';
  if (/["']/.test(bare.replaceAll('""', '')))
    return 'has a quote that is not closed; add the other one';
  const statement = statements.exec(bare)?.[0];
  if (statement !== undefined) {
    return `must be an expression, such as add(1, 2), and "${statement}" begins a statement; what needs more is for tests.py`;
  }
  const bracket = unbalanced(bare);
  if (bracket !== null) return bracket;
  if (/[;\n]/.test(bare.trim())) return 'must be one expression; what needs more is for tests.py';
  if (isAssignment(bare))
    return 'must be an expression, such as add(1, 2), and assigns something; what needs more is for tests.py';
  return /[\p{L}_]/u.test(bare)
    ? null
    : "names nothing of the student's file; call one of its functions, such as add(1, 2)";
}

function unbalanced(bare: string): string | null {
  const open: string[] = [];
  for (const character of bare) {
    if (character in closing) open.push(closing[character] ?? '');
    else if (')]}'.includes(character) && open.pop() !== character) {
      return `has a "${character}" that closes nothing; remove it`;
    }
  }
  const missing = open.pop();
  return missing === undefined ? null : `has no "${missing}" that closes its bracket; add it`;
}

/** A single = outside brackets; in them it names an argument. */
function isAssignment(bare: string): boolean {
  let outside = bare;
  for (;;) {
    const fewer = outside.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, '');
    if (fewer === outside) break;
    outside = fewer;
  }
  return /(?<![=!<>:])=(?!=)/.test(outside) && !/^\s*lambda\b/.test(outside);
}
