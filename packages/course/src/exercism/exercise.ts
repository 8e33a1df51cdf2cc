import { basename } from 'node:path';
import { z } from 'zod';
import { editedNameFaults } from '../edited-files.ts';
import { maxEditedFiles } from '../manifest.ts';
import type { Folder } from '../folder.ts';
import { sizes } from '../sizes.ts';
import { convertMarkdown } from './handout.ts';
import { knownExercises, whyShared, type KnownExercise } from './known-exercises.ts';
import { readJson, type TrackExercise } from './track.ts';

/** An exercise in the form of an assignment's folder. */
export interface ConvertedExercise {
  readonly slug: string;
  readonly manifest: {
    readonly title: string;
    readonly file?: string;
    readonly files?: { readonly edit: readonly string[] };
    readonly starterPasses?: true;
  } & KnownExercise;
  readonly handout: string;
  /** The files of starter and model solution, by their paths in the assignment's folder. */
  readonly programs: ReadonlyMap<string, string>;
  readonly tests: string;
  /** The contents of files/, by name. */
  readonly helpers: ReadonlyMap<string, Buffer>;
  /** What could not be imported unchanged, one sentence each. */
  readonly notes: readonly string[];
}

/** A path within the exercise's folder; files are written under these names. */
const path = z.string().regex(/^[\w-][\w.-]*$|^\.meta\/[\w-][\w.-]*$/, {
  error: 'must name a file directly in the folder of the exercise',
});
const paths = z.array(path).default([]);
const exerciseSchema = z.object({
  blurb: z.string().optional(),
  files: z.object({
    solution: paths,
    test: paths,
    example: paths,
    exemplar: paths,
    editor: paths,
  }),
});
type ExerciseFiles = z.infer<typeof exerciseSchema>['files'];

const documents = [
  '.docs/introduction.md',
  '.docs/introduction.append.md',
  '.docs/instructions.md',
  '.docs/instructions.append.md',
];

/** Null if the exercise can't be converted; the folder's fault list says why. */
export async function readExercise(
  folder: Folder,
  { kind, slug, name }: TrackExercise,
): Promise<ConvertedExercise | null> {
  const path = `exercises/${kind}/${slug}`;
  const config = `${path}/.meta/config.json`;
  const exercise = await readJson(folder, config, exerciseSchema, sizes.maxYamlBytes);
  if (exercise === null) return null;
  const parts = chooseFiles(exercise.files);
  const { studentFiles, solutionFiles, testFile } = parts;
  const [studentFile] = studentFiles;
  if (studentFile === undefined || solutionFiles.length === 0 || testFile === undefined) {
    folder.faults.add(config, 'must name a solution, a test, and an example or exemplar file');
    return null;
  }
  const handout = await readHandout(folder, path);
  const programs = await readPrograms(folder, path, parts);
  const tests = await folder.readText(`${path}/${testFile}`, sizes.maxTestsBytes);
  const { helpers, notes } = await readHelpers(folder, path, parts, exercise.files.editor);
  if (handout === null || programs === null || tests === null) return null;
  const manifest = {
    title: name,
    ...(studentFiles.length === 1 ? { file: studentFile } : { files: { edit: studentFiles } }),
    // The stub is a working program that students should improve.
    ...(/^refactor\b/i.test(exercise.blurb ?? '') ? { starterPasses: true as const } : {}),
    ...knownExercises[slug],
  };
  const content = { handout, programs, tests, helpers };
  const judged = manifest.judge === undefined ? [] : [`judge: shared, because ${whyShared}`];
  return { slug, manifest, ...content, notes: [...parts.notes, ...notes, ...judged] };
}

/**
 * The files of starter and model solution; tests.py is one. Students edit several if each has its part of a model
 * solution. The others become helpers.
 */
function chooseFiles({ solution, test, example, exemplar }: ExerciseFiles) {
  const models = [...exemplar, ...example];
  const testModules = test.filter((file) => file.endsWith('_test.py'));
  const notes: string[] = [];
  const ofEach = solution.flatMap((name) => models.find((model) => basename(model) === name) ?? []);
  const editsAll =
    solution.length > 1 &&
    solution.length <= maxEditedFiles &&
    ofEach.length === solution.length &&
    editedNameFaults(solution).every((fault) => fault === null);
  if (solution.length > 1 && !editsAll) {
    notes.push(
      `students hand in ${solution[0] ?? ''} only; the other stubs are beside it, unchanged`,
    );
  }
  const solutionFiles = editsAll ? ofEach : models.slice(0, 1);
  if (models.length > solutionFiles.length)
    notes.push(`of several model solutions only ${models[0] ?? ''} was taken`);
  if (testModules.length > 1) notes.push(`of several test files only ${testModules[0] ?? ''} runs`);
  return {
    studentFiles: editsAll ? solution : solution.slice(0, 1),
    solutionFiles,
    testFile: testModules[0] ?? test[0],
    notes,
  };
}

/** Null if a file can't be read. */
async function readPrograms(
  folder: Folder,
  path: string,
  { studentFiles, solutionFiles }: ReturnType<typeof chooseFiles>,
): Promise<Map<string, string> | null> {
  const programs = new Map<string, string>();
  for (const [name, files] of [
    ['starter', studentFiles],
    ['solution', solutionFiles],
  ] as const) {
    for (const file of files) {
      const code = await folder.readText(`${path}/${file}`, sizes.maxCodeBytes);
      if (code === null) return null;
      const isOne = files.length === 1;
      programs.set(isOne ? `${name}.py` : `${name}/${basename(file)}`, code);
    }
  }
  return programs;
}

async function readHandout(folder: Folder, path: string): Promise<string | null> {
  const texts: string[] = [];
  for (const document of documents) {
    const file = `${path}/${document}`;
    if (!(await folder.exists(file))) continue;
    const text = await folder.readText(file, sizes.maxHandoutBytes);
    if (text !== null) texts.push(convertMarkdown(text).trim());
  }
  if (texts.length > 0) return `${texts.join('\n\n')}\n`;
  folder.faults.add(`${path}/.docs/instructions.md`, 'is missing, and so are all other texts');
  return null;
}

/** The files named in `editor`, and other files beside the stub, which tests may import. */
async function readHelpers(
  folder: Folder,
  path: string,
  { studentFiles, testFile }: ReturnType<typeof chooseFiles>,
  editor: readonly string[],
): Promise<{ helpers: Map<string, Buffer>; notes: string[] }> {
  const entries = await folder.entries(path);
  const beside = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const helpers = new Map<string, Buffer>();
  for (const name of new Set([...beside, ...editor])) {
    if (studentFiles.includes(name) || name === testFile) continue;
    const bytes = await folder.readBytes(`${path}/${name}`, sizes.maxDataFileBytes);
    if (bytes !== null) helpers.set(name, bytes);
  }
  const notes = entries
    .filter(({ kind }) => kind === 'folder')
    .map(({ name }) => `the folder ${name} was left out; copy it into files/ if tests need it`);
  return { helpers, notes };
}
