import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Program, Subject } from './subject.ts';

/** The groups whose programs race against limits or print what they find. */
const unsteadyGroups = ['hostile', 'forging'];

const programsSchema = z.array(
  z.object({ title: z.string(), assignment: z.string(), code: z.string() }),
);

/** The conformance set's programs by their assignments (grader-image/conformance/README.md). */
export async function readConformance(checkout: string): Promise<Subject[]> {
  const set = join(checkout, 'grader-image/conformance');
  const slugs = (await readdir(join(set, 'assignments'))).sort();
  const programs = new Map<string, Program[]>(slugs.map((slug) => [slug, []]));
  const entries = await readdir(set, { withFileTypes: true });
  const groups = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'assignments')
    .map(({ name }) => name)
    .sort();
  for (const group of groups) {
    for (const file of (await readdir(join(set, group))).sort()) {
      const content: unknown = parse(await readFile(join(set, group, file), 'utf8'));
      for (const { title, assignment, code } of programsSchema.parse(content)) {
        const unsteady = unsteadyGroups.includes(group);
        programs.get(assignment)?.push({ title: `${group}/${file}: ${title}`, code, unsteady });
      }
    }
  }
  return slugs.map((slug) => ({
    name: `conformance/${slug}`,
    folder: join(set, 'assignments', slug),
    programs: programs.get(slug) ?? [],
  }));
}
