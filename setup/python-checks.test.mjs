import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryFolder } from '@touchstone/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFaults } from './python-imports.mjs';
import { createPythonLinter } from './python-linter.mjs';

const order = ['app/base', 'app/parts', 'app'];

describe('the check of imports', () => {
  /** @type {import('@touchstone/test-kit').TemporaryFolder} */
  let folder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  /**
   * @param {Record<string, string>} files
   * @returns {Promise<string[]>}
   */
  async function faultsOf(files) {
    const packages = order.map((each) => [`${each}/__init__.py`, '']);
    for (const [name, source] of [...packages, ...Object.entries(files)]) {
      await mkdir(dirname(`${folder.path}/${name}`), { recursive: true });
      await writeFile(`${folder.path}/${name}`, source ?? '');
    }
    return importFaults(folder.path, order);
  }

  test('accepts imports of lower folders and of the same folder', async () => {
    const faults = await faultsOf({
      'app/base/text.py': 'import re\n',
      'app/parts/lists.py': 'from ..base.text import clip\nfrom . import sets\n',
      'app/parts/sets.py': 'from app.base import text\n',
      'app/main.py': 'from .parts.lists import first\n',
    });
    expect(faults).toEqual([]);
  });

  test('names a circle of files', async () => {
    const faults = await faultsOf({
      'app/base/one.py': 'from .two import b\n',
      'app/base/two.py': 'from . import three\n',
      'app/base/three.py': 'from .one import a\n',
      'app/base/four.py': 'from .one import a\n',
    });
    expect(faults).toEqual([
      'circle of files: app/base/one.py → app/base/two.py → app/base/three.py → app/base/one.py',
    ]);
  });

  test.each([
    ['for types only', 'if TYPE_CHECKING:\n    from .one import a\n'],
    ['in a function', 'def f():\n    from .one import a\n    return a\n'],
    ['over several lines', 'from .one import (\n    a,\n    b,\n)\n'],
    ['of the module by its full name', 'import app.base.one as one\n'],
  ])('finds a circle by an import %s', async (_, source) => {
    const faults = await faultsOf({
      'app/base/one.py': 'from .two import b\n',
      'app/base/two.py': source,
    });
    expect(faults).toEqual([
      'circle of files: app/base/one.py → app/base/two.py → app/base/one.py',
    ]);
  });

  test('names a circle of folders, and the import that the order forbids', async () => {
    const faults = await faultsOf({
      'app/base/text.py': 'X = 1\n',
      'app/base/words.py': '\nfrom ..parts.sets import x\n',
      'app/parts/lists.py': 'from ..base.text import X\n',
      'app/parts/sets.py': 'x = 1\n',
    });
    expect(faults).toEqual([
      'circle of folders: app/base → app/parts → app/base',
      'app/base/words.py:2: imports app/parts/sets.py, but app/parts comes after app/base in the order of folders',
    ]);
  });

  test('finds two files of one name', async () => {
    const faults = await faultsOf({ 'app/base/text.py': '', 'app/parts/text.py': '' });
    expect(faults).toEqual(['app/parts/text.py: has the same name as app/base/text.py']);
  });

  test('finds a folder that the order lacks', async () => {
    const faults = await faultsOf({ 'app/more/more.py': '' });
    expect(faults).toEqual(['app/more: missing in the order of folders']);
  });

  test('takes imports in texts and comments for none', async () => {
    const faults = await faultsOf({
      'app/base/one.py': 'from .two import b\n',
      'app/base/two.py': 'TESTS = """\nfrom .one import a\n"""  # "\n# from .one import a\n',
    });
    expect(faults).toEqual([]);
  });
});

describe('the linter', () => {
  const linter = createPythonLinter({ lint: { select: ['F', 'I'] } });
  const source = 'import sys\nimport re\nimport os\n\nprint( sys.path,os.sep )\n';

  test('finds imports out of order, unused ones and a file that is not formatted', () => {
    expect(linter.findingsIn('app/one.py', source)).toEqual([
      expect.stringContaining('F401'),
      expect.stringContaining('I001'),
      'app/one.py: not formatted; run: npm run format',
    ]);
  });

  test('fixes all that it finds', () => {
    const fixed = linter.fixed('app/one.py', source);
    expect(fixed).toBe('import os\nimport sys\n\nprint(sys.path, os.sep)\n');
    expect(linter.findingsIn('app/one.py', fixed)).toEqual([]);
  });

  test('leaves a file alone that Python cannot read', () => {
    const broken = 'import sys\nimport os\ndef f(:\n';
    expect(linter.fixed('app/one.py', broken)).toBe(broken);
    expect(linter.findingsIn('app/one.py', broken)[0]).toContain('app/one.py:3:');
  });
});
