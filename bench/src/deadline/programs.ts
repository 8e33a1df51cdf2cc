import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { courseFolder } from '../places.ts';

/** A student's first or second program, all different, with the points that it deserves. */
interface Program {
  readonly code: string;
  readonly points: number;
}

export type WriteProgram = (student: number, which: number) => Program;

/** A third of them are wrong. */
export async function programsFor(slug: string, wrong: string): Promise<WriteProgram> {
  const solution = await readFile(path.join(courseFolder, slug, 'solution.py'), 'utf8');
  const run = Date.now().toString(36);
  return (student, which) => {
    const isWrong = (student + which) % 3 === 0;
    return {
      code: `${isWrong ? wrong : solution}\n# ${run} ${student} ${which}\n`,
      points: isWrong ? 0 : 100,
    };
  };
}
