import { slugSchema } from '@touchstone/contracts';
import { z } from 'zod';
import type { Folder } from '../folder.ts';

/** An exercise in the track's config.json. */
export interface TrackExercise {
  readonly kind: 'concept' | 'practice';
  readonly slug: string;
  readonly name: string;
  /** 1 to 10; concept exercises have none and count as 1. */
  readonly difficulty: number;
  readonly deprecated: boolean;
}

/** An exercise that is not imported, and why. */
export interface LeftOut {
  readonly slug: string;
  readonly reasons: readonly string[];
}

export interface Track {
  /** In the track's order, concept exercises first. */
  readonly exercises: readonly TrackExercise[];
  /** Entries that could not be read. */
  readonly leftOut: readonly LeftOut[];
}

const listedExerciseSchema = z.object({
  slug: slugSchema,
  name: z.string().min(1),
  difficulty: z.int().min(1).max(10).default(1),
  status: z.string().optional(),
});

const trackSchema = z.object({
  language: z.string().min(1),
  exercises: z.object({
    concept: z.array(z.unknown()).default([]),
    practice: z.array(z.unknown()).default([]),
  }),
});

const maxConfigBytes = 4 * 1024 * 1024;

/** Null if the folder is not a checkout of Exercism's Python track; its fault list says why. */
export async function readTrack(folder: Folder): Promise<Track | null> {
  if (!(await folder.exists('config.json'))) {
    folder.faults.add(
      '',
      'this is not a checkout of an Exercism track: it has no config.json; clone https://github.com/exercism/python and name its folder',
    );
    return null;
  }
  const track = await readJson(folder, 'config.json', trackSchema, maxConfigBytes);
  if (track === null) return null;
  if (track.language !== 'Python') {
    folder.faults.add(
      'config.json',
      `belongs to the ${track.language} track; name a checkout of the Python track`,
    );
    return null;
  }
  const exercises: TrackExercise[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of ['concept', 'practice'] as const) {
    for (const [index, entry] of track.exercises[kind].entries()) {
      const parsed = listedExerciseSchema.safeParse(entry);
      if (parsed.success) {
        const { slug, name, difficulty, status } = parsed.data;
        exercises.push({ kind, slug, name, difficulty, deprecated: status === 'deprecated' });
      } else {
        const named = z.object({ slug: z.string() }).safeParse(entry).data?.slug;
        const reasons = parsed.error.issues.map(
          ({ path, message }) => `config.json: ${path.join('.') || 'its entry'}: ${message}`,
        );
        leftOut.push({ slug: named ?? `${kind} exercise ${index + 1}`, reasons });
      }
    }
  }
  return { exercises, leftOut };
}

/** Reads a JSON file that must match the schema; other keys are ignored. */
export async function readJson<Schema extends z.ZodType>(
  folder: Folder,
  path: string,
  schema: Schema,
  maxBytes: number,
): Promise<z.output<Schema> | null> {
  const text = await folder.readText(path, maxBytes);
  if (text === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    folder.faults.add(path, `is not valid JSON: ${(error as Error).message}`);
    return null;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const { path: place, message } of parsed.error.issues) {
    folder.faults.add(path, `does not have Exercism's format: ${place.join('.')}: ${message}`);
  }
  return null;
}
