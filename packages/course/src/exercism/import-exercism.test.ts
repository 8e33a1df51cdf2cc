import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FixtureFiles, writeFixture } from '../../test/course-fixture.ts';
import { readAssignmentFolder } from '../read-assignment.ts';
import { readCourse } from '../read-course.ts';
import { importExercism } from './import-exercism.ts';

const tests = (moduleName: string) =>
  `import unittest\nimport ${moduleName}\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        pass\n`;

/** The files of an exercise as the track keeps them. */
function exercise(kind: string, slug: string, moduleName: string, more: FixtureFiles = {}) {
  const model = kind === 'concept' ? 'exemplar' : 'example';
  const files: FixtureFiles = {
    '.meta/config.json': JSON.stringify({
      authors: ['someone'],
      files: {
        solution: [`${moduleName}.py`],
        test: [`${moduleName}_test.py`],
        [model]: [`.meta/${model}.py`],
      },
    }),
    '.docs/instructions.md': `# Instructions\n\nDo ${slug}.\n`,
    [`.meta/${model}.py`]: 'solved = True\n',
    [`${moduleName}.py`]: 'pass\n',
    [`${moduleName}_test.py`]: tests(moduleName),
    ...more,
  };
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`exercises/${kind}/${slug}/${path}`, content]),
  );
}

const listed = (slug: string, more: object = {}) => ({ slug, name: `The ${slug}`, ...more });

const track: FixtureFiles = {
  LICENSE: 'MIT License, © Exercism\n',
  'config.json': JSON.stringify({
    language: 'Python',
    exercises: {
      concept: [listed('lasagna', { status: 'beta' }), listed('bill', { status: 'deprecated' })],
      practice: [
        listed('chess', { difficulty: 8 }),
        listed('hello-world', { difficulty: 1 }),
        listed('octal', { difficulty: 2, status: 'deprecated' }),
        listed('two-fer', { difficulty: 2 }),
      ],
    },
  }),
  ...exercise('concept', 'lasagna', 'lasagna', {
    '.docs/introduction.md': '# Introduction\n\n[concept:python/basics]()\n',
    '.docs/instructions.append.md': '# Instructions append\n\nMore.\n',
    'data.py': 'LAYERS = 3\n',
  }),
  ...exercise('concept', 'bill', 'bill'),
  ...exercise('practice', 'chess', 'chess'),
  ...exercise('practice', 'hello-world', 'hello_world'),
  ...exercise('practice', 'octal', 'octal'),
  ...exercise('practice', 'two-fer', 'two_fer'),
};

async function importTrack(changes: FixtureFiles = {}, name = 'exercism-python') {
  const trackFolder = await writeFixture('track', { ...track, ...changes });
  const outFolder = join(dirname(trackFolder), name);
  const imported = importExercism(trackFolder, outFolder);
  return { outFolder, ...(await imported) };
}

describe('importExercism', () => {
  it('makes a course without faults, concepts first and then by difficulty', async () => {
    const { outFolder, assignments, notes } = await importTrack();
    expect({ assignments, notes }).toEqual({ assignments: 6, notes: [] });
    const course = await readCourse(outFolder);
    expect(course.slug).toBe('exercism-python');
    expect(course.description).toContain('2 concept and 4 practice exercises');
    expect(course.description).toContain('MIT licence');
    expect(course.assignments.map(({ part, slug }) => `${part}: ${slug}`)).toEqual([
      'Concepts: lasagna',
      'Warm-up: hello-world',
      'Easy: two-fer',
      'Hard: chess',
      'Retired: bill',
      'Retired: octal',
    ]);
  });

  it('copies the licence', async () => {
    const { outFolder } = await importTrack();
    expect(await readFile(join(outFolder, 'LICENSE'), 'utf8')).toBe(track['LICENSE']);
  });

  it('leaves file names, tests, stubs and solutions unchanged', async () => {
    const { outFolder } = await importTrack();
    const assignment = await readAssignmentFolder(join(outFolder, 'two-fer'));
    expect(assignment.title).toBe('The two-fer');
    expect(assignment.bundle.fileName).toBe('two_fer.py');
    expect(assignment.publicTests).toBe(tests('two_fer'));
    expect(assignment.starterCode).toBe('pass\n');
    expect(assignment.solution).toEqual({ code: 'solved = True\n' });
  });

  it('joins the texts to one handout and puts helper modules into files/', async () => {
    const { outFolder } = await importTrack();
    const handout = await readFile(join(outFolder, 'lasagna/handout.md'), 'utf8');
    expect(handout).toBe(
      '[basics](https://exercism.org/tracks/python/concepts/basics)\n\n' +
        '# Instructions\n\nDo lasagna.\n\nMore.\n',
    );
    expect(await readFile(join(outFolder, 'lasagna/files/data.py'), 'utf8')).toBe('LAYERS = 3\n');
  });

  it('lets students edit several files if each has its part of the model solution', async () => {
    const { outFolder, notes } = await importTrack(
      exercise('practice', 'chess', 'chess', {
        '.meta/config.json': JSON.stringify({
          files: {
            solution: ['chess.py', 'board.py'],
            test: ['chess_test.py'],
            example: ['.meta/board.py', '.meta/chess.py'],
          },
        }),
        '.meta/chess.py': 'solved = True\n',
        '.meta/board.py': 'board = True\n',
        'board.py': 'stub = True\n',
      }),
    );
    expect(notes).toEqual([]);
    const chess = await readAssignmentFolder(join(outFolder, 'chess'));
    expect(chess.bundle).toMatchObject({
      fileName: 'chess.py',
      otherFiles: [{ name: 'board.py', code: 'stub = True\n' }],
      files: [],
    });
    expect(chess.solution).toEqual({
      code: 'solved = True\n',
      otherFiles: [{ name: 'board.py', code: 'board = True\n' }],
    });
  });

  it('takes the first of several solution, model and test files, and notes it', async () => {
    const { outFolder, notes } = await importTrack(
      exercise('practice', 'chess', 'chess', {
        '.meta/config.json': JSON.stringify({
          files: {
            solution: ['chess.py', 'board.py'],
            test: ['test_tools.py', 'chess_test.py', 'board_test.py'],
            example: ['.meta/chess.py', '.meta/chess_2.py'],
          },
        }),
        '.meta/chess.py': 'solved = True\n',
        'board.py': 'stub = True\n',
        'test_tools.py': 'tool = True\n',
        'board_test.py': tests('board'),
      }),
    );
    expect(notes).toEqual([
      'chess: students hand in chess.py only; the other stubs are beside it, unchanged',
      'chess: of several model solutions only .meta/chess.py was taken',
      'chess: of several test files only chess_test.py runs',
    ]);
    const files = await readdir(join(outFolder, 'chess/files'));
    expect(files).toEqual(['board.py', 'board_test.py', 'test_tools.py']);
  });

  it('uses the shared judge for tests that inspect the stack of their process, with the reason', async () => {
    const practice = [listed('paasio', { difficulty: 7 })];
    const { outFolder, notes } = await importTrack({
      'config.json': JSON.stringify({ language: 'Python', exercises: { concept: [], practice } }),
      ...exercise('practice', 'paasio', 'paasio'),
    });
    const manifest = await readFile(join(outFolder, 'paasio/assignment.yaml'), 'utf8');
    expect(manifest).toMatch(/\n# Because its tests .* verdicts can be forged\.\njudge: shared\n$/);
    expect((await readAssignmentFolder(join(outFolder, 'paasio'))).bundle.judge).toBe('shared');
    expect(notes).toEqual([expect.stringMatching(/^paasio: judge: shared, because .* be forged$/)]);
  });

  it('reports its progress', async () => {
    const trackFolder = await writeFixture('track', track);
    const seen: string[] = [];
    await importExercism(trackFolder, join(dirname(trackFolder), 'out'), {
      onProgress: ({ done, total, slug }) => seen.push(`${done}/${total} ${slug}`),
    });
    expect(seen).toHaveLength(6);
    expect(seen.at(-1)).toBe('6/6 two-fer');
  });

  it('accepts an empty out folder and refuses any other', async () => {
    const trackFolder = await writeFixture('track', track);
    const outFolder = join(dirname(trackFolder), 'out');
    await mkdir(outFolder);
    await importExercism(trackFolder, outFolder);
    await expect(importExercism(trackFolder, outFolder)).rejects.toThrow(
      'this folder is not empty; empty it or name a new one',
    );
    await writeFile(join(outFolder, '../file'), '');
    await expect(importExercism(trackFolder, join(outFolder, '../file'))).rejects.toThrow(
      'this is a file; name a new folder',
    );
  });

  it('refuses an out folder whose name is not a slug, before it reads anything', async () => {
    await expect(importExercism('/nowhere', '/tmp/My Course')).rejects.toThrow(
      '"My Course" becomes the course\'s address',
    );
  });

  it.each<[string, FixtureFiles, string]>([
    ['has no config.json', { 'config.json': null }, 'this is not a checkout of an Exercism track'],
    [
      'is of another language',
      { 'config.json': JSON.stringify({ language: 'Rust', exercises: {} }) },
      'belongs to the Rust track; name a checkout of the Python track',
    ],
    ['has broken JSON', { 'config.json': '{' }, 'config.json: is not valid JSON'],
    ['has another form', { 'config.json': '{"language": 1}' }, "does not have Exercism's format"],
    [
      'lists no exercise',
      { 'config.json': '{"language": "Python", "exercises": {}}' },
      'lists no exercise',
    ],
  ])('refuses a track that %s, and leaves nothing behind', async (_what, changes, message) => {
    const trackFolder = await writeFixture('track', { ...track, ...changes });
    const outFolder = join(dirname(trackFolder), 'out');
    await expect(importExercism(trackFolder, outFolder)).rejects.toThrow(message);
    await expect(readdir(outFolder)).rejects.toThrow('ENOENT');
  });

  it.each<[string, FixtureFiles, string]>([
    [
      'that is not there',
      { 'exercises/practice/chess/.meta/config.json': null },
      'exercises/practice/chess/.meta/config.json: is missing',
    ],
    [
      'without a model solution',
      { 'exercises/practice/chess/.meta/example.py': null },
      'exercises/practice/chess/.meta/example.py: is missing; add this file',
    ],
    [
      'without texts',
      { 'exercises/practice/chess/.docs/instructions.md': null },
      'exercises/practice/chess/.docs/instructions.md: is missing, and so are all other texts',
    ],
    [
      'that names files elsewhere',
      exercise('practice', 'chess', 'chess', {
        '.meta/config.json': JSON.stringify({
          files: { solution: ['chess.py'], test: ['chess_test.py'], editor: ['../../../LICENSE'] },
        }),
      }),
      'files.editor.0: must name a file directly in the folder',
    ],
    [
      'that names no tests',
      { 'exercises/practice/chess/.meta/config.json': '{"files": {"solution": ["chess.py"]}}' },
      'must name a solution, a test, and an example or exemplar file',
    ],
    [
      'whose tests are not UTF-8',
      { 'exercises/practice/chess/chess_test.py': Buffer.from([0x23, 0xfc]) },
      'exercises/practice/chess/chess_test.py:1: is not UTF-8',
    ],
    [
      'whose file has a name that no module has',
      exercise('practice', 'chess', 'chess-game'),
      'converted, chess/assignment.yaml:3: "file" must be a Python module name',
    ],
    [
      'whose text has what no handout shows',
      { 'exercises/practice/chess/.docs/instructions.md': '<iframe src="x"></iframe>\n' },
      'converted, chess/handout.md:1: contains the tag <iframe>',
    ],
  ])('leaves out an exercise %s, and imports the others', async (_what, changes, reason) => {
    const { outFolder, assignments, leftOut } = await importTrack(changes);
    expect(assignments).toBe(5);
    expect(leftOut).toEqual([{ slug: 'chess', reasons: [expect.stringContaining(reason)] }]);
    expect((await readCourse(outFolder)).assignments).toHaveLength(5);
    await expect(readdir(join(outFolder, 'chess'))).rejects.toThrow('ENOENT');
  });

  it('leaves out an entry of the list that it cannot read', async () => {
    const { leftOut } = await importTrack({
      'config.json': JSON.stringify({
        language: 'Python',
        exercises: { practice: [{ slug: 'Chess!', name: 'Chess' }, listed('two-fer')] },
      }),
    });
    expect(leftOut.map(({ slug }) => slug)).toEqual(['Chess!']);
  });

  it('lets the starter of an exercise in refactoring pass', async () => {
    const config = JSON.stringify({
      blurb: 'Refactor a chess program.',
      files: { solution: ['chess.py'], test: ['chess_test.py'], example: ['.meta/example.py'] },
    });
    const { outFolder } = await importTrack({
      'exercises/practice/chess/.meta/config.json': config,
    });
    const yaml = (slug: string) => readFile(join(outFolder, slug, 'assignment.yaml'), 'utf8');
    expect(await yaml('chess')).toContain('starterPasses: true');
    expect(await yaml('two-fer')).not.toContain('starterPasses');
  });
});
