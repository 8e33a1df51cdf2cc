import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { checkout } from './checkout.mjs';
import { importFaults } from './python-imports.mjs';
import { createPythonLinter } from './python-linter.mjs';
import { run } from './run.mjs';

/**
 * Checks the Python of the project without a Python package: ruff comes as WebAssembly, pyright as
 * JavaScript. With --fix, files are formatted and get ruff's fixes. Settings are in pyproject.toml.
 */
const fix = process.argv.includes('--fix');
const folders = ['judge', 'grader-image', 'programming-ui/python', 'courses', 'bench', 'chaos'];
const python = '/usr/bin/python3';

const { ruff, touchstone } =
  /** @type {{ ruff: import('./python-linter.mjs').RuffSettings, touchstone: { folders: string[] } }} */ (
    parse(readFileSync(join(checkout, 'pyproject.toml'), 'utf8')).tool
  );
const linter = createPythonLinter(ruff);

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
  const path = join(checkout, file);
  const source = readFileSync(path, 'utf8');
  if (!fix) return linter.findingsIn(file, source);
  const fixed = linter.fixed(file, source);
  if (fixed !== source) writeFileSync(path, fixed);
  return linter.findingsIn(file, fixed);
}

const findings = folders.flatMap(pythonFiles).flatMap(checkFile);
if (!fix) findings.push(...importFaults(checkout, touchstone.folders));
for (const finding of findings) console.error(finding);
let failed = findings.length > 0;

if (!fix) {
  const pyright = fileURLToPath(import.meta.resolve('pyright/index.js'));
  const status = await run(process.execPath, [pyright, '--pythonpath', python], {
    PYRIGHT_PYTHON_IGNORE_WARNINGS: '1',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
