import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { ConvertedExercise } from './exercise.ts';
import { schemaLine, writeSchemas } from '../schemas/schema-files.ts';
import { whyShared } from './known-exercises.ts';
import type { TrackExercise } from './track.ts';

/** Writes one assignment's folder into the course. */
export async function writeAssignment(
  courseFolder: string,
  exercise: ConvertedExercise,
): Promise<void> {
  const folder = join(courseFolder, exercise.slug);
  await writeInto(folder, 'assignment.yaml', renderManifest(exercise.manifest));
  await writeInto(folder, 'handout.md', exercise.handout);
  for (const [path, code] of exercise.programs) await writeInto(folder, path, code);
  await writeInto(folder, 'tests.py', exercise.tests);
  for (const [name, bytes] of exercise.helpers) await writeInto(folder, `files/${name}`, bytes);
}

function renderManifest({ judge, ...manifest }: ConvertedExercise['manifest']): string {
  const text = `${schemaLine('assignment')}${stringify(manifest)}`;
  if (judge === undefined) return text;
  return `${text}# Because ${whyShared}.\n${stringify({ judge })}`;
}

/** Writes course.yaml and the licence, which must accompany every copy. */
export async function writeCourse(
  courseFolder: string,
  exercises: readonly TrackExercise[],
  license: string | null,
): Promise<void> {
  const concepts = exercises.filter(({ kind }) => kind === 'concept').length;
  const course = {
    title: 'Exercism: Python',
    description:
      `${concepts} concept and ${exercises.length - concepts} practice exercises of Exercism's ` +
      'Python track (https://github.com/exercism/python), © Exercism and its contributors, ' +
      'under the MIT licence.',
    parts: composeParts(exercises),
  };
  await writeSchemas(courseFolder);
  await writeInto(courseFolder, 'course.yaml', `${schemaLine('course')}${stringify(course)}`);
  if (license !== null) await writeInto(courseFolder, 'LICENSE', license);
}

const difficultyParts = [
  { title: 'Warm-up', upTo: 1 },
  { title: 'Easy', upTo: 3 },
  { title: 'Medium', upTo: 5 },
  { title: 'Hard', upTo: 10 },
];

/** Concepts first, then practice by difficulty, then what Exercism no longer offers. */
function composeParts(
  exercises: readonly TrackExercise[],
): { title: string; assignments: string[] }[] {
  const titleOf = ({ kind, difficulty, deprecated }: TrackExercise): string => {
    if (deprecated) return 'Retired';
    if (kind === 'concept') return 'Concepts';
    return difficultyParts.find(({ upTo }) => difficulty <= upTo)?.title ?? 'Hard';
  };
  // The sort is stable: exercises of one difficulty keep the track's order.
  const ordered = exercises.toSorted((a, b) => a.difficulty - b.difficulty);
  return ['Concepts', ...difficultyParts.map(({ title }) => title), 'Retired']
    .map((title) => {
      const inPart = ordered.filter((exercise) => titleOf(exercise) === title);
      return { title, assignments: inPart.map(({ slug }) => slug) };
    })
    .filter(({ assignments }) => assignments.length > 0);
}

async function writeInto(
  folder: string,
  relative: string,
  content: string | Buffer,
): Promise<void> {
  const path = join(folder, relative);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { flag: 'wx' });
}
