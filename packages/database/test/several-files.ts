import type { SourceFile } from '@touchstone/contracts';
import type { Connection } from '../src/index.ts';
import { aBundle, aClassroom, anAssignment, testFile } from './fixtures.ts';

export const file = (name: string, code = `# ${name}\n`): SourceFile => ({ name, code });

/** An assignment that edits these files. */
export function anAssignmentOf([fileName = '', ...others]: readonly string[], slug = 'a') {
  const otherFiles = others.map((name) => file(name, `# starter of ${name}\n`));
  const bundle = aBundle({
    fileName,
    ...(otherFiles.length > 0 && { otherFiles }),
    testFiles: [testFile(`# ${slug}\n`)],
  });
  return anAssignment(slug, { bundle });
}

/** A program of main.py and shapes.py. */
export const twoFiles = (main: string, shapes: string) => ({
  code: main,
  fileName: 'main.py',
  otherFiles: [file('shapes.py', shapes)],
});

/** A class with an assignment that edits main.py and shapes.py. */
export async function aClassOfTwoFiles(db: Connection) {
  const room = await aClassroom(db, [anAssignmentOf(['main.py', 'shapes.py'])]);
  return { ...room, handIn: { ...room.handIn, ...twoFiles('import shapes\n', 'side = 1\n') } };
}
