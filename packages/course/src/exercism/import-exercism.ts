import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { slugSchema } from '@touchstone/contracts';
import { CourseError, createFaultList } from '../course-error.ts';
import { type Folder, openFolder } from '../folder.ts';
import { readCourse } from '../read-course.ts';
import { sizes } from '../sizes.ts';
import { readExercise } from './exercise.ts';
import { readTrack, type TrackExercise } from './track.ts';
import { writeAssignment, writeCourse } from './write-course.ts';

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
  /** The exercise just converted. */
  readonly slug: string;
}

/**
 * Makes a course of a checkout of https://github.com/exercism/python, one exercise in memory at a
 * time, and checks it as readCourse does. The out folder must not exist or be empty. Throws
 * CourseError with all faults of the track; then nothing stays in the out folder.
 */
export async function importExercism(
  trackFolder: string,
  outFolder: string,
  options: { onProgress?: (progress: ImportProgress) => void } = {},
): Promise<{ assignments: number; notes: string[] }> {
  await checkOutFolder(outFolder);
  const folder = await openFolder(trackFolder, createFaultList());
  const track = await readTrack(folder);
  if (track === null) throw new CourseError(trackFolder, folder.faults.found);
  await mkdir(outFolder, { recursive: true });
  try {
    const notes = await convertAll(folder, track.exercises, outFolder, options.onProgress);
    const license = await folder.readText('LICENSE', sizes.handoutMaxBytes);
    if (license === null || folder.faults.found.length > 0) {
      throw new CourseError(trackFolder, folder.faults.found);
    }
    await writeCourse(outFolder, track.exercises, license);
    const { assignments } = await readCourse(outFolder);
    return { assignments: assignments.length, notes };
  } catch (error) {
    await rm(outFolder, { recursive: true, force: true });
    throw error;
  }
}

async function convertAll(
  folder: Folder,
  exercises: readonly TrackExercise[],
  outFolder: string,
  onProgress: ((progress: ImportProgress) => void) | undefined,
): Promise<string[]> {
  const notes: string[] = [];
  for (const [index, exercise] of exercises.entries()) {
    const { slug } = exercise;
    if (exercises.findIndex((other) => other.slug === slug) !== index) {
      folder.faults.add('config.json', `lists the exercise "${slug}" twice`);
      continue;
    }
    const converted = await readExercise(folder, exercise);
    if (converted === null) continue;
    await writeAssignment(outFolder, converted);
    notes.push(...converted.notes.map((note) => `${slug}: ${note}`));
    onProgress?.({ done: index + 1, total: exercises.length, slug });
  }
  return notes;
}

async function checkOutFolder(outFolder: string): Promise<void> {
  const refuse = (message: string) => new CourseError(outFolder, [{ file: '', message }]);
  const slug = basename(resolve(outFolder));
  if (!slugSchema.safeParse(slug).success) {
    throw refuse(
      `the folder's name "${slug}" becomes the course's address and must be lower-case letters, digits and single hyphens, such as "exercism-python"; choose another name`,
    );
  }
  const entries = await readdir(outFolder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw refuse(code === 'ENOTDIR' ? 'this is a file; name a new folder' : String(error));
  });
  if (entries.length > 0) throw refuse('this folder is not empty; empty it or name a new one');
}
