import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';

/**
 * @typedef {{ from: string, to: string, line: number }} Import
 */

/**
 * Checks how Python files import each other: in a file's body, in functions, and for types only.
 *
 * A folder imports itself and folders that come before it in `order`. There is no circle of files,
 * which includes those within a folder. No two files have the same name, `__init__.py` apart.
 *
 * @param {string} root
 * @param {readonly string[]} order Folders below the root, the lowest first; all must be listed.
 * @returns {string[]} what is wrong, a line each
 */
export function importFaults(root, order) {
  const files = order.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.py'))
      .map((name) => join(folder, name)),
  );
  const known = new Set(files);
  const imports = files.flatMap((file) =>
    importsOf(file, readFileSync(join(root, file), 'utf8'), known),
  );
  const folderImports = imports
    .map(({ from, to, line }) => ({ from: dirname(from), to: dirname(to), line }))
    .filter(({ from, to }) => from !== to);
  return [
    ...unlistedFolders(root, order),
    ...sameNames(files),
    ...circles(imports).map((files) => `circle of files: ${files.join(' → ')}`),
    ...circles(folderImports).map((folders) => `circle of folders: ${folders.join(' → ')}`),
    ...imports
      .filter(({ from, to }) => order.indexOf(dirname(to)) > order.indexOf(dirname(from)))
      .map(
        ({ from, to, line }) =>
          `${from}:${line}: imports ${to}, but ${dirname(to)} comes after ${dirname(from)} in the order of folders`,
      ),
  ];
}

/**
 * @param {string} root
 * @param {readonly string[]} order
 */
function unlistedFolders(root, order) {
  return order
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name)),
    )
    .filter((folder) => !order.includes(folder))
    .filter((folder) => readdirSync(join(root, folder)).some((name) => name.endsWith('.py')))
    .map((folder) => `${folder}: missing in the order of folders`);
}

/** @param {readonly string[]} files */
function sameNames(files) {
  return files.flatMap((file, index) => {
    const other = files.slice(0, index).find((each) => basename(each) === basename(file));
    return other === undefined || basename(file) === '__init__.py'
      ? []
      : [`${file}: has the same name as ${other}`];
  });
}

const stringOrComment =
  /#[^\n]*|("""|''')(?:\\[^]|(?!\1)[^])*\1|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/g;
const importStatement =
  /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\n;]*)|import[ \t]+([^\n;]*))/gm;

/**
 * @param {string} file
 * @param {string} source
 * @param {ReadonlySet<string>} known Imports of other files than these are left out.
 * @returns {Import[]}
 */
function importsOf(file, source, known) {
  const code = source.replace(stringOrComment, (text) => text.replace(/[^\n]/g, ''));
  return [...code.matchAll(importStatement)].flatMap((match) => {
    const [, dots = '', module = '', names, modules = ''] = match;
    const line = code.slice(0, match.index).split('\n').length;
    const imported =
      names === undefined
        ? identifiers(modules).flatMap((each) => fileOf(candidates(file, '', each, known), known))
        : filesOf(candidates(file, dots, module, known), identifiers(names), known);
    return [...new Set(imported)]
      .filter((to) => to !== file)
      .map((to) => ({ from: file, to, line }));
  });
}

/**
 * What `names` in `import names` or `from … import names` begin with; not what comes after `as`.
 *
 * @param {string} names
 */
function identifiers(names) {
  return names
    .replace(/[()\\]/g, ' ')
    .split(',')
    .map((each) => each.trim().split(/\s/)[0] ?? '')
    .filter((each) => each !== '');
}

/**
 * Paths without `.py` that a module's name can mean: in the same package by dots; else beside a
 * script or in the folder above it, as the two are started, or in a package at the root.
 *
 * @param {string} file
 * @param {string} dots
 * @param {string} module
 * @param {ReadonlySet<string>} known
 */
function candidates(file, dots, module, known) {
  const path = module.replaceAll('.', '/');
  const folder = dirname(file);
  if (dots !== '') return [join(folder, '../'.repeat(dots.length - 1), path)];
  const isInPackage = known.has(join(folder, '__init__.py'));
  return isInPackage ? [path] : [join(folder, path), join(dirname(folder), path), path];
}

/**
 * @param {readonly string[]} paths
 * @param {ReadonlySet<string>} known
 */
function fileOf(paths, known) {
  const found = paths
    .flatMap((path) => [`${path}.py`, join(path, '__init__.py')])
    .find((file) => known.has(file));
  return found === undefined ? [] : [found];
}

/**
 * Of `from package import names` the names that are modules, and the package itself for the others.
 *
 * @param {readonly string[]} paths
 * @param {readonly string[]} names
 * @param {ReadonlySet<string>} known
 */
function filesOf(paths, names, known) {
  return names.flatMap((name) => {
    const modules = fileOf(
      paths.map((path) => join(path, name)),
      known,
    );
    return modules.length > 0 ? modules : fileOf(paths, known);
  });
}

/**
 * @param {readonly { from: string, to: string }[]} edges
 * @returns {string[][]} for each group of nodes that reach each other one circle, which ends where it starts
 */
function circles(edges) {
  /** @type {Map<string, string[]>} */
  const next = new Map();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  /** @type {Set<string>} */
  const reported = new Set();
  return [...next.keys()].sort().flatMap((start) => {
    const circle = reported.has(start) ? null : wayBack(start, next);
    for (const node of circle ?? []) reported.add(node);
    return circle === null ? [] : [circle];
  });
}

/**
 * The shortest way from a node to itself.
 *
 * @param {string} start
 * @param {ReadonlyMap<string, readonly string[]>} next
 */
function wayBack(start, next) {
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const to of next.get(/** @type {string} */ (way.at(-1))) ?? []) {
      if (to === start) return [...way, start];
      if (!seen.has(to)) ways.push([...way, to]);
      seen.add(to);
    }
  }
  return null;
}
