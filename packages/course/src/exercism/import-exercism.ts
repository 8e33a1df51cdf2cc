import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { slugSchema } from '@touchstone/contracts';
import { CourseError, createFaultList, describeFault } from '../course-error.ts';
import { openFolder } from '../folder.ts';
import { readAssignment } from '../read-assignment.ts';
import { readCourse } from '../read-course.ts';
import { sizes } from '../sizes.ts';
import { readExercise } from './exercise.ts';
import { readTrack, type LeftOut, type Track, type TrackExercise } from './track.ts';
import { writeAssignment, writeCourse } from './write-course.ts';

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
  /** The exercise just converted. */
  readonly slug: string;
}

export interface ImportedCourse {
  readonly assignments: number;
  /** What could not be imported unchanged, one sentence each. */
  readonly notes: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Makes a course from a checkout of https://github.com/exercism/python, with one exercise in memory at a
 * time. Each exercise is checked like those of any course, and left out if it has a fault, because users
 * cannot fix the checkout. The out folder must be empty or not exist. Throws CourseError if no exercise
 * can be imported, and then leaves nothing in the out folder.
 */
export async function importExercism(
  trackFolder: string,
  outFolder: string,
  options: { onProgress?: (progress: ImportProgress) => void } = {},
): Promise<ImportedCourse> {
  await checkOutFolder(outFolder);
  const folder = await openFolder(trackFolder, createFaultList());
  const track = await readTrack(folder);
  if (track === null) throw new CourseError(trackFolder, folder.faults.found);
  await mkdir(outFolder, { recursive: true });
  try {
    const { imported, notes, leftOut } = await convertAll(
      { trackFolder, outFolder },
      track,
      options.onProgress,
    );
    if (imported.length === 0) throw nothingImported(trackFolder, leftOut);
    const license = await readLicense(trackFolder);
    await writeCourse(outFolder, imported, license);
    const { assignments } = await readCourse(outFolder);
    const licenseNotes = license === null ? [missingLicense] : [];
    return { assignments: assignments.length, notes: [...notes, ...licenseNotes], leftOut };
  } catch (error) {
    await rm(outFolder, { recursive: true, force: true });
    throw error;
  }
}

const missingLicense =
  'The track has no LICENSE that can be read; Exercism asks to keep it with every copy, so put it into the course folder.';

const readLicense = async (trackFolder: string): Promise<string | null> =>
  (await openFolder(trackFolder, createFaultList())).readText('LICENSE', sizes.maxHandoutBytes);

function nothingImported(trackFolder: string, leftOut: readonly LeftOut[]): CourseError {
  const faults = leftOut.flatMap(({ slug, reasons }) =>
    reasons.map((message) => ({ file: slug, message })),
  );
  const none = { file: 'config.json', message: 'lists no exercise; name a checkout that has some' };
  return new CourseError(trackFolder, faults.length === 0 ? [none] : faults);
}

interface Folders {
  readonly trackFolder: string;
  readonly outFolder: string;
}

async function convertAll(
  folders: Folders,
  { exercises, leftOut: unread }: Track,
  onProgress: ((progress: ImportProgress) => void) | undefined,
): Promise<{ imported: TrackExercise[]; notes: string[]; leftOut: LeftOut[] }> {
  const imported: TrackExercise[] = [];
  const notes: string[] = [];
  const leftOut = [...unread];
  const seen = new Set<string>();
  for (const [index, exercise] of exercises.entries()) {
    const { slug } = exercise;
    if (seen.has(slug)) notes.push(`${slug}: config.json lists it twice; the first one was taken`);
    else {
      seen.add(slug);
      const converted = await convertOne(folders, exercise);
      if ('reasons' in converted) leftOut.push({ slug, reasons: converted.reasons });
      else {
        imported.push(exercise);
        notes.push(...converted.notes.map((note) => `${slug}: ${note}`));
      }
    }
    onProgress?.({ done: index + 1, total: exercises.length, slug });
  }
  return { imported, notes, leftOut };
}

/** Writes one exercise; if it can't be converted or has faults, removes it again. */
async function convertOne(
  { trackFolder, outFolder }: Folders,
  exercise: TrackExercise,
): Promise<{ notes: readonly string[] } | { reasons: string[] }> {
  const { slug } = exercise;
  const track = await openFolder(trackFolder, createFaultList());
  const converted = await readExercise(track, exercise);
  if (converted === null || track.faults.found.length > 0) {
    return { reasons: track.faults.found.map(describeFault) };
  }
  await writeAssignment(outFolder, converted);
  const out = await openFolder(outFolder, createFaultList());
  const options = { slug, part: '', solution: 'required' } as const;
  if ((await readAssignment(out, `${slug}/`, options)) !== null) return { notes: converted.notes };
  await rm(join(outFolder, slug), { recursive: true, force: true });
  const reasons = out.faults.found.map((fault) => `converted, ${describeFault(fault)}`);
  return { reasons };
}

async function checkOutFolder(outFolder: string): Promise<void> {
  const refuse = (message: string) => new CourseError(outFolder, [{ file: '', message }]);
  const slug = basename(resolve(outFolder));
  if (!slugSchema.safeParse(slug).success) {
    throw refuse(
      `the folder's name "${slug}" becomes the course's address and must consist of lower-case letters, digits and single hyphens, such as "exercism-python"; choose another name`,
    );
  }
  const entries = await readdir(outFolder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw refuse(code === 'ENOTDIR' ? 'this is a file; name a new folder' : String(error));
  });
  if (entries.length > 0) throw refuse('this folder is not empty; empty it or name a new one');
}
