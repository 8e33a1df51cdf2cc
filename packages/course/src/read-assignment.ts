import { basename, resolve } from 'node:path';
import type { GradingBundle, LoadedAssignment, Program } from '@touchstone/contracts';
import { noCases, readCases } from './cases/read-cases.ts';
import { shownCases } from './cases/shown-cases.ts';
import { CourseError, createFaultList, type CourseWarning } from './course-error.ts';
import { readAssignmentDates, readRelease, type CourseDates } from './dates/read-dates.ts';
import { suggestNear } from './did-you-mean.ts';
import { editedFiles } from './edited-files.ts';
import { type Folder, openFolder } from './folder.ts';
import { givenFiles } from './given-files.ts';
import { readImages } from './handout/read-images.ts';
import { renderHandout } from './handout/render-handout.ts';
import { hashBundle } from './hash-bundle.ts';
import { type AssignmentManifest, assignmentManifestSchema } from './manifest.ts';
import { readDataFiles } from './read-data-files.ts';
import { readProgram } from './read-program.ts';
import { readWrongPrograms, type WrongProgram } from './read-wrong-programs.ts';
import { sizes } from './sizes.ts';
import { readYaml } from './yaml-file.ts';

/** An assignment, and what only the teacher gets: its model solution, and notes for checks. */
export interface ReadAssignment {
  readonly assignment: LoadedAssignment;
  readonly solution: Program | null;
  readonly notes: CheckNotes;
  /** The line of assignment.yaml with `renamed-from`. */
  readonly renamedFromLine: number;
}

/** Used by `course check`, not by grading. */
export interface CheckNotes {
  readonly starterPasses: boolean;
  /** Names of tests that may assert nothing, such as QueenTest.test_valid. */
  readonly smoke: readonly string[];
  /** The line of cases.yaml where each case starts. */
  readonly caseLines: readonly number[];
  /** The line of assignment.yaml that lists each module to preload. */
  readonly preloadLines: readonly number[];
  /** Programs that must not pass, from the folder wrong/. */
  readonly wrongPrograms: readonly WrongProgram[];
  /** Mutants that the teacher judged as right as the model solution. */
  readonly equivalentMutants: readonly EquivalentMutant[];
}

/** The diff of a mutant, and its line in assignment.yaml. */
export interface EquivalentMutant {
  readonly diff: string;
  readonly line: number;
}

/**
 * Reads a single assignment, as `touchstone grade` does. Here the model solution may be missing, and the slug is
 * the name of the folder. Throws CourseError with all faults.
 */
export async function readAssignmentFolder(
  folderPath: string,
): Promise<LoadedAssignment & Pick<ReadAssignment, 'solution' | 'notes'> & Warned> {
  const folder = await openFolder(folderPath, createFaultList());
  const slug = basename(resolve(folderPath));
  const read = await readAssignment(folder, '', { slug, part: '', solution: 'optional' });
  if (read === null) throw new CourseError(folderPath, folder.faults.found);
  const { assignment, solution, notes } = read;
  return { ...assignment, solution, notes, warnings: folder.faults.warnings };
}

interface Warned {
  readonly warnings: readonly CourseWarning[];
}

interface ReadOptions {
  readonly slug: string;
  readonly part: string;
  readonly solution: 'required' | 'optional';
  /** What course.yaml says about its dates; without, it has none. */
  readonly dates?: CourseDates | undefined;
}

const fileNames = [
  'assignment.yaml',
  'handout.md',
  'starter.py',
  'solution.py',
  'tests.py',
  'hidden_tests.py',
  'cases.yaml',
];
const folderNames = ['files', 'media', 'wrong', 'starter', 'solution'];

/**
 * Reads the assignment at `path` (ending with `/`; empty for the folder itself). Null if it has faults,
 * which are then in the folder's list.
 */
export async function readAssignment(
  folder: Folder,
  path: string,
  { slug, part, solution: need, dates: courseDates }: ReadOptions,
): Promise<ReadAssignment | null> {
  const faultsBefore = folder.faults.found.length;
  await checkEntries(folder, path);
  const manifest = await readYaml(
    folder,
    `${path}assignment.yaml`,
    assignmentManifestSchema,
    'add it, with a line such as "title: Loops"',
  );
  const handout = await readHandout(folder, path);
  const names = await editedFiles(manifest, folder, path);
  const starter = await readProgram(folder, path, names, {
    name: 'starter',
    missing: 'add the code that students start with, which may be empty',
  });
  const solution =
    need === 'required' || (await hasSolution(folder, path))
      ? await readProgram(folder, path, names, {
          name: 'solution',
          missing: 'add a model solution: a program that passes all tests',
        })
      : null;
  const hasCases = await folder.exists(`${path}cases.yaml`);
  const testFiles = await readTests(folder, path, hasCases);
  const files = await readDataFiles(folder, path, names);
  const givenNames = manifest === null ? [] : givenFiles(manifest, folder, path, files);
  const wrongPrograms = await readWrongPrograms(folder, path, { names, solution });
  const given = new Set([...names, ...files.map((each) => each.path)]);
  const {
    cases,
    lines: caseLines,
    examples,
  } = hasCases ? await readCases(folder, `${path}cases.yaml`, { solution, given }) : noCases;
  const ofCases = renderHandout(shownCases(cases, examples), new Map());
  for (const { message } of ofCases.faults) {
    folder.faults.add(`${path}cases.yaml`, `is shown in the handout, but ${message}`);
  }
  const ofDates =
    manifest === null || courseDates === undefined
      ? {}
      : readDated(
          { folder, file: `${path}assignment.yaml`, lineOf: manifest.lineOf },
          manifest.value,
          courseDates,
        );
  if (folder.faults.found.length > faultsBefore) return null;
  if (manifest === null || handout === null || starter === null) return null;
  const handoutHtml = `${handout}${ofCases.html}`;

  const { title, points, hints, showSolution, starterPasses, smoke } = manifest.value;
  const bundle = composeBundle(manifest.value, names, starter, { testFiles, cases, files });
  const publicTests = testFiles.find(({ hidden }) => !hidden)?.source ?? null;
  const bundleHash = hashBundle(bundle);
  const shown = showSolution ? solution : null;
  const preloadLines = bundle.preload.map((_, index) => manifest.lineOf(['preload', index]));
  const renamedFromLine = manifest.lineOf(['renamed-from']);
  const { 'renamed-from': renamedFrom } = manifest.value;
  const equivalentMutants = manifest.value.equivalentMutants.map((diff, index) => ({
    diff,
    line: manifest.lineOf(['equivalentMutants', index]),
  }));
  const notes = {
    starterPasses,
    smoke,
    caseLines,
    preloadLines,
    wrongPrograms,
    equivalentMutants,
  };
  const assignment = {
    slug,
    ...(renamedFrom !== undefined && { renamedFrom }),
    title,
    part,
    points,
    starterCode: starter.code,
    ...(givenNames.length > 0 && { givenFiles: [...givenNames] }),
    handoutHtml,
    publicTests,
    hints,
    shownSolution: shown?.code ?? null,
    ...(shown?.otherFiles && { otherSolutionFiles: [...shown.otherFiles] }),
    bundle,
    bundleHash,
    ...ofDates,
  };
  return { assignment, solution, notes, renamedFromLine };
}

/** Its dates, and when students see verdicts; each is absent if there is nothing to say. */
function readDated(
  place: Parameters<typeof readAssignmentDates>[0],
  manifest: AssignmentManifest,
  course: CourseDates,
): Pick<LoadedAssignment, 'dates' | 'release'> {
  const dates = readAssignmentDates(place, manifest, course);
  const release = readRelease(place, manifest.release, { ofPart: course.release, dates });
  return { ...(dates !== null && { dates }), ...(release !== null && { release }) };
}

const hasSolution = async (folder: Folder, path: string): Promise<boolean> =>
  (await folder.exists(`${path}solution.py`)) || folder.exists(`${path}solution`);

const composeBundle = (
  { judge, scoring, points, limits, preload }: AssignmentManifest,
  [fileName = '']: readonly string[],
  { otherFiles }: Program,
  contents: Pick<GradingBundle, 'testFiles' | 'cases' | 'files'>,
): GradingBundle => ({
  fileName,
  ...(otherFiles && { otherFiles: [...otherFiles] }),
  judge,
  scoring,
  points,
  limits,
  preload,
  ...contents,
  record: null,
});

/** Unknown files are faults, because a misspelt hidden_tests.py would otherwise go unnoticed. */
async function checkEntries(folder: Folder, path: string): Promise<void> {
  for (const { name, kind } of await folder.entries(path.replace(/\/$/, ''))) {
    const known = kind === 'file' ? fileNames : folderNames;
    if (known.includes(name)) continue;
    folder.faults.add(
      `${path}${name}`,
      `is not part of an assignment; remove it, or move it to files/ if programs read it${meantFile(name, known)}`,
    );
  }
}

/** Test files often have the names that pytest expects. */
const meantFile = (name: string, known: readonly string[]): string =>
  suggestNear(name.toLowerCase(), known) ||
  (/^test_\w+\.py$|_test\.py$/.test(name) ? '; did you mean "tests.py"?' : '');

async function readHandout(folder: Folder, path: string): Promise<string | null> {
  const file = `${path}handout.md`;
  const markdown = await folder.readText(
    file,
    sizes.maxHandoutBytes,
    'add the text that tells students what to do',
  );
  const images = await readImages(folder, path);
  if (markdown === null) return null;
  if (markdown.trim() === '')
    folder.faults.add(file, 'is empty; describe what the student should do');
  const { html, faults, warnings } = renderHandout(markdown, images);
  for (const { message, line } of faults) folder.faults.add(file, message, line);
  for (const { message, line } of warnings) folder.faults.warn(file, message, line);
  return html;
}

/** tests.py, hidden_tests.py or both, in this order; with cases both may be missing. */
async function readTests(
  folder: Folder,
  path: string,
  hasCases: boolean,
): Promise<GradingBundle['testFiles']> {
  const testFiles: GradingBundle['testFiles'] = [];
  const hasHidden = await folder.exists(`${path}hidden_tests.py`);
  for (const [fileName, hidden] of [
    ['tests.py', false],
    ['hidden_tests.py', true],
  ] as const) {
    const file = `${path}${fileName}`;
    const mayBeMissing = hidden || hasHidden || hasCases;
    if (mayBeMissing && !(await folder.exists(file))) continue;
    const source = await folder.readText(
      file,
      sizes.maxTestsBytes,
      'add it, or a cases.yaml: tests without Python, see docs/cases.md',
    );
    if (source === null) continue;
    if (!/^[ \t]+(?:async[ \t]+)?def[ \t]+(?:test|runTest)/m.test(source)) {
      folder.faults.add(
        file,
        'has no test; write a class that extends unittest.TestCase, with methods named test_…',
      );
    }
    testFiles.push({ fileName, source, hidden });
  }
  return testFiles;
}
