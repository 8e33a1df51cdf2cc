import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAssignmentFolder } from '@touchstone/course';
import { parse } from 'yaml';
import { parsePrograms, type Group, type Program } from './program.ts';

const setFolder = fileURLToPath(new URL('../../../../grader-image/conformance/', import.meta.url));

export type Assignment = Awaited<ReturnType<typeof readAssignmentFolder>>;

/** The programs of a group, in the order of its files' names. Throws an Error with what is wrong. */
export function readGroup(group: Group): Program[] {
  const known = assignmentSlugs();
  const programs = readdirSync(path.join(setFolder, group))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(path.join(setFolder, group, name), 'utf8');
      return parsePrograms(parse(text), `${group}/${name}`, group);
    });
  for (const { file, title, assignment } of programs) {
    if (!known.includes(assignment)) {
      throw new Error(`${file}: "${title}": there is no assignment ${assignment}`);
    }
  }
  const titles = programs.map(({ title }) => title);
  const twice = titles.find((title, index) => titles.indexOf(title) !== index);
  if (twice !== undefined) throw new Error(`${group}: "${twice}" is there twice`);
  return programs;
}

/** Every assignment of the set, by its slug. Throws CourseError with all faults of one. */
export async function readAssignments(): Promise<Map<string, Assignment>> {
  const slugs = assignmentSlugs();
  const read = await Promise.all(
    slugs.map((slug) => readAssignmentFolder(path.join(setFolder, 'assignments', slug))),
  );
  return new Map(read.map((assignment, index) => [slugs[index] ?? '', assignment]));
}

const assignmentSlugs = () => readdirSync(path.join(setFolder, 'assignments')).sort();
