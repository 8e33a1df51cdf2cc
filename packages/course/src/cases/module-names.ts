const textOrComment =
  /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|#[^\n]*/g;
const name = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const definition = new RegExp(String.raw`^(?:async\s+)?(?:def|class)\s+(${name})`, 'u');
const header =
  /^(?:(?:if|elif|while|with|for|except|match|case|async\s+(?:for|with))\b|else\s*:|try\s*:|finally\s*:)/;

/**
 * The names that a Python module defines, as far as its source shows: by `def`, `class`, `import`,
 * assignments, `for`, `with` and `global`. Names from `import *` are not included.
 */
export function moduleNames(source: string): Set<string> {
  const found = new Set<string>();
  /** Indentation of the function or class that the lines are in. */
  let inside: number | null = null;
  for (const line of logicalLines(source)) {
    const indent = line.length - line.trimStart().length;
    if (inside !== null && indent > inside) {
      addGlobals(line.trim(), found);
      continue;
    }
    const text = line.trim();
    const defined = definition.exec(text)?.[1];
    inside = defined === undefined ? null : indent;
    if (defined === undefined) addStatements(text, found);
    else found.add(defined);
  }
  return found;
}

/** Everything that looks like a name in a piece of Python, also within its strings. */
export const namesIn = (text: string): string[] => text.match(new RegExp(name, 'gu')) ?? [];

/** The names in a case's code that the model solution defines, as a part of the case. */
export function modelNamesIn(
  code: string,
  ofModel: ReadonlySet<string>,
): { modelNames?: string[] } {
  const names = [...new Set(namesIn(code))].filter((each) => ofModel.has(each)).sort();
  return names.length === 0 ? {} : { modelNames: names };
}

/** Lines without comments and the contents of strings; open brackets continue a line. */
function logicalLines(source: string): string[] {
  const bare = source
    .replaceAll('\r\n', '\n')
    .replace(textOrComment, (found) => (found.startsWith('#') ? '' : '""'))
    .replace(/\\\n/g, ' ');
  const lines: string[] = [];
  let open = '';
  for (const line of bare.split('\n')) {
    open = open === '' ? line : `${open} ${line.trim()}`;
    if (depthOf(open) > 0) continue;
    if (open.trim() !== '') lines.push(open);
    open = '';
  }
  return lines;
}

const depthOf = (text: string): number =>
  (text.match(/[([{]/g) ?? []).length - (text.match(/[)\]}]/g) ?? []).length;

function addStatements(line: string, found: Set<string>): void {
  for (const part of splitOutside(line, ';')) addStatement(part.trim(), found);
}

function addStatement(statement: string, found: Set<string>): void {
  addAll(found, bound(statement, String.raw`(${name})\s*:=`));
  if (header.test(statement)) {
    addHeader(statement, found);
  } else if (/^(?:import|from)\b/.test(statement)) {
    addAll(found, importedNames(statement));
  } else if (/^del\b/.test(statement)) {
    for (const each of namesIn(statement.slice('del'.length))) found.delete(each);
  } else {
    const typeName = new RegExp(String.raw`^type\s+(${name})[^=]*=`, 'u').exec(statement)?.[1];
    const targets = typeName === undefined ? assignmentTargets(statement) : [typeName];
    for (const target of targets) addAll(found, targetNames(target));
  }
}

/** `for x in …:`, `with … as x:`, and the statement after the colon on the same line. */
function addHeader(statement: string, found: Set<string>): void {
  const [head = '', ...rest] = splitOutside(statement, ':');
  const loop = /^(?:async\s+)?for\b(.*?)\bin\b/u.exec(head)?.[1];
  if (loop !== undefined) addAll(found, targetNames(loop));
  if (/^(?:async\s+)?with\b/.test(head)) {
    addAll(found, bound(head, String.raw`\bas\s+\(?\s*(${name})`));
  }
  const body = rest.join(':').trim();
  if (body !== '') addStatement(body, found);
}

function importedNames(statement: string): string[] {
  const listed =
    /^from\b.*?\bimport\b(.*)$/u.exec(statement)?.[1] ?? statement.slice('import'.length);
  return listed
    .replace(/[()]/g, '')
    .split(',')
    .flatMap((each) => {
      const [first, second] = each.split(/\bas\b/);
      return namesIn(second ?? first ?? '').slice(0, 1);
    });
}

/** The text before each single `=` outside brackets, without a type annotation. */
function assignmentTargets(statement: string): string[] {
  const parts = splitOutside(
    statement.replace(/[=!<>:]=|(?:\*\*|\/\/|>>|<<|[-+*/%&|^@])=/g, '  '),
    '=',
  );
  return parts.slice(0, -1).map((part) => splitOutside(part, ':')[0] ?? '');
}

/** Names, but not attributes, items or called functions. */
const targetNames = (target: string): string[] =>
  bound(target, String.raw`(?<![\p{L}\p{N}_.])(${name})(?![\p{L}\p{N}_])(?!\s*[.([])`);

function addGlobals(line: string, found: Set<string>): void {
  const listed = /^global\b(.*)$/u.exec(line)?.[1];
  if (listed !== undefined) addAll(found, namesIn(listed));
}

const bound = (text: string, pattern: string): string[] =>
  [...text.matchAll(new RegExp(pattern, 'gu'))].flatMap((match) => match[1] ?? []);

function addAll(found: Set<string>, names: readonly string[]): void {
  for (const each of names) found.add(each);
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [part, depth] = ['', 0];
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
}
