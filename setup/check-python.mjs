import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { checkout } from './checkout.mjs';
import { run } from './run.mjs';

/**
 * Lints and types the Python of the project without a Python package: ruff comes as WebAssembly,
 * pyright as JavaScript. With --fix, files are formatted instead of checked for it. Settings are in
 * pyproject.toml; ruff's WebAssembly reads no files, so what it would find there is handed to it.
 */
const fix = process.argv.includes('--fix');
const folders = ['judge', 'grader-image', 'programming-ui/python', 'courses', 'bench', 'chaos'];
const typedFolders = ['judge', 'grader-image', 'programming-ui/python'];
const python = '/usr/bin/python3';

/**
 * @typedef {{ 'per-file-ignores'?: Record<string, string[]>, ignore?: string[] }} LintSettings
 * @typedef {{ lint: LintSettings }} RuffSettings
 * @typedef {{ code: string | null, message: string, start_location: { row: number, column: number } }} Finding
 */

const { ruff } = /** @type {{ ruff: RuffSettings }} */ (
  parse(readFileSync(join(checkout, 'pyproject.toml'), 'utf8')).tool
);

/** @type {Map<string, Workspace>} */
const workspaces = new Map();

/** @param {string} file */
function workspaceFor(file) {
  const { 'per-file-ignores': perFile = {}, ignore = [], ...lint } = ruff.lint;
  const matching = Object.entries(perFile).filter(([pattern]) => matches(file, pattern));
  const ignored = [...ignore, ...matching.flatMap(([, rules]) => rules)];
  const key = ignored.join();
  const workspace =
    workspaces.get(key) ??
    new Workspace({ ...ruff, lint: { ...lint, ignore: ignored } }, PositionEncoding.Utf16);
  workspaces.set(key, workspace);
  return workspace;
}

/**
 * Knows patterns for all that lies in a folder, which are enough here.
 *
 * @param {string} file
 * @param {string} pattern
 */
function matches(file, pattern) {
  if (!pattern.endsWith('/**')) {
    throw new Error(`per-file-ignores in pyproject.toml: ${pattern} has not the form folder/**`);
  }
  return file.startsWith(pattern.slice(0, -2));
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function pythonFiles(folder) {
  if (!existsSync(join(checkout, folder))) return [];
  return readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/**
 * @param {string} file
 * @returns {string[]} what is wrong, a line each
 */
function checkFile(file) {
  const source = readFileSync(join(checkout, file), 'utf8');
  const workspace = workspaceFor(file);
  const findings = /** @type {Finding[]} */ (workspace.check(source)).map(
    ({ code, message, start_location: { row, column } }) =>
      `${file}:${row}:${column}: ${code ?? 'syntax'} ${message}`,
  );
  if (findings.some((finding) => finding.includes(': syntax '))) return findings;
  const formatted = workspace.format(source);
  if (formatted === source) return findings;
  if (!fix) return [...findings, `${file}: not formatted; run: npm run format`];
  writeFileSync(join(checkout, file), formatted);
  return findings;
}

const files = folders.flatMap(pythonFiles);
const findings = files.flatMap(checkFile);
for (const finding of findings) console.error(finding);
let failed = findings.length > 0;

if (!fix && typedFolders.some((folder) => pythonFiles(folder).length > 0)) {
  const pyright = fileURLToPath(import.meta.resolve('pyright/index.js'));
  const status = await run(process.execPath, [pyright, '--pythonpath', python], {
    PYRIGHT_PYTHON_IGNORE_WARNINGS: '1',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
