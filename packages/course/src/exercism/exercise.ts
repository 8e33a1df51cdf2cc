import { z } from 'zod';
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
    readonly file: string;
    readonly starterPasses?: true;
  } & KnownExercise;
  readonly handout: string;
  readonly starter: string;
  readonly solution: string;
  readonly tests: string;
  /** What lies in files/, by name. */
  readonly helpers: ReadonlyMap<string, Buffer>;
  /** What could not be carried over as it was, one sentence each. */
  readonly notes: readonly string[];
}

/** Within the exercise's folder; these names are also written to. */
const path = z.string().regex(/^[\w-][\w.-]*$|^\.meta\/[\w-][\w.-]*$/, {
  error: 'must name a file that lies directly in the folder of the exercise',
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

/** Null when the exercise can't be converted; the folder's fault list says why. */
export async function readExercise(
  folder: Folder,
  { kind, slug, name }: TrackExercise,
): Promise<ConvertedExercise | null> {
  const path = `exercises/${kind}/${slug}`;
  const config = `${path}/.meta/config.json`;
  const exercise = await readJson(folder, config, exerciseSchema, sizes.yamlMaxBytes);
  if (exercise === null) return null;
  const parts = chooseFiles(exercise.files);
  const { studentFile, solutionFile, testFile } = parts;
  if (studentFile === undefined || solutionFile === undefined || testFile === undefined) {
    folder.faults.add(
      config,
      'names no solution, no test, or no example or exemplar file, and all three are needed',
    );
    return null;
  }
  const handout = await readHandout(folder, path);
  const starter = await folder.readText(`${path}/${studentFile}`, sizes.codeMaxBytes);
  const solution = await folder.readText(`${path}/${solutionFile}`, sizes.codeMaxBytes);
  const tests = await folder.readText(`${path}/${testFile}`, sizes.testsMaxBytes);
  const { helpers, notes } = await readHelpers(folder, path, parts, exercise.files.editor);
  if (handout === null || starter === null || solution === null || tests === null) return null;
  const manifest = {
    ...{ title: name, file: studentFile },
    // Its stub is a program that works, and that students are to make better.
    ...(/^refactor\b/i.test(exercise.blurb ?? '') ? { starterPasses: true as const } : {}),
    ...knownExercises[slug],
  };
  const content = { handout, starter, solution, tests, helpers };
  const judged = manifest.judge === undefined ? [] : [`judge: shared, because ${whyShared}`];
  return { slug, manifest, ...content, notes: [...parts.notes, ...notes, ...judged] };
}

interface ChosenFiles {
  readonly studentFile: string | undefined;
  readonly solutionFile: string | undefined;
  readonly testFile: string | undefined;
  readonly notes: readonly string[];
}

/** One file each: a student hands in one, and tests.py is one. The rest lies beside as helpers. */
function chooseFiles({ solution, test, example, exemplar }: ExerciseFiles): ChosenFiles {
  const models = [...exemplar, ...example];
  const testModules = test.filter((file) => file.endsWith('_test.py'));
  const notes: string[] = [];
  if (solution.length > 1) {
    notes.push(
      `students hand in ${solution[0] ?? ''} only; the other stubs lie beside it as given`,
    );
  }
  if (models.length > 1) notes.push(`of several model solutions only ${models[0] ?? ''} was taken`);
  if (testModules.length > 1) notes.push(`of several test files only ${testModules[0] ?? ''} runs`);
  return {
    studentFile: solution[0],
    solutionFile: models[0],
    testFile: testModules[0] ?? test[0],
    notes,
  };
}

async function readHandout(folder: Folder, path: string): Promise<string | null> {
  const texts: string[] = [];
  for (const document of documents) {
    const file = `${path}/${document}`;
    if (!(await folder.exists(file))) continue;
    const text = await folder.readText(file, sizes.handoutMaxBytes);
    if (text !== null) texts.push(convertMarkdown(text).trim());
  }
  if (texts.length > 0) return `${texts.join('\n\n')}\n`;
  folder.faults.add(`${path}/.docs/instructions.md`, 'is missing, and so are all other texts');
  return null;
}

/** Files named in `editor`, and those beside the stub that nothing names but tests import. */
async function readHelpers(
  folder: Folder,
  path: string,
  { studentFile, testFile }: ChosenFiles,
  editor: readonly string[],
): Promise<{ helpers: Map<string, Buffer>; notes: string[] }> {
  const entries = await folder.entries(path);
  const beside = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const helpers = new Map<string, Buffer>();
  for (const name of new Set([...beside, ...editor])) {
    if (name === studentFile || name === testFile) continue;
    const bytes = await folder.readBytes(`${path}/${name}`, sizes.dataFileMaxBytes);
    if (bytes !== null) helpers.set(name, bytes);
  }
  const notes = entries
    .filter(({ kind }) => kind === 'folder')
    .map(({ name }) => `the folder ${name} was left out; copy it into files/ if tests need it`);
  return { helpers, notes };
}
