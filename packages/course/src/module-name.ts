const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' '),
);

/** Names of the judge's own files and of modules that tests import. */
const reserved = new Set(
  'tests hidden_tests unittest pytest touchstone __init__ __main__'.split(' '),
);

/** What is wrong with the name of the student's file; null if nothing is. */
export function moduleFileFault(fileName: string): string | null {
  const moduleName = /^([A-Za-z_][A-Za-z0-9_]{0,63})\.py$/.exec(fileName)?.[1];
  if (moduleName === undefined) {
    return 'must be a Python module name and ".py": letters, digits and "_", not starting with a digit, such as "submission.py"';
  }
  if (keywords.has(moduleName))
    return `can't be imported: "${moduleName}" is a reserved word in Python; choose another name`;
  if (reserved.has(moduleName))
    return `is reserved: tests use "${moduleName}" themselves; choose another name`;
  return null;
}
