import {
  sourceFiles,
  type GradingBundle,
  type Program,
  type SourceFile,
} from '@touchstone/contracts';

/**
 * The path, in an assignment's folder, of the starter or the model solution: `solution.py`, or `solution/shapes.py`
 * where students edit several files. `solution` where no one file of several is meant.
 */
export function programFile(
  name: 'starter' | 'solution',
  { otherFiles }: Pick<GradingBundle, 'otherFiles'>,
  file?: string,
): string {
  if (otherFiles === undefined) return `${name}.py`;
  return file === undefined ? name : `${name}/${file}`;
}

/** The model solution in words, for advice. */
export const solutionWords = ({ otherFiles }: Pick<GradingBundle, 'otherFiles'>): string =>
  otherFiles === undefined ? 'solution.py' : 'the model solution';

/** The program with which students start. */
export const starterOf = ({
  starterCode,
  bundle,
}: {
  readonly starterCode: string;
  readonly bundle: GradingBundle;
}): Program => ({ code: starterCode, ...(bundle.otherFiles && { otherFiles: bundle.otherFiles }) });

/** The program whose files are all empty. */
export const emptyProgram = (bundle: GradingBundle): Program =>
  programOf(sourceFiles({ code: '', ...bundle }, bundle.fileName).map(emptied));

const emptied = ({ name }: SourceFile): SourceFile => ({ name, code: '' });

/** The program of these files, of which the first one runs as a script. */
export function programOf([main, ...otherFiles]: readonly SourceFile[]): Program {
  const code = main?.code ?? '';
  return otherFiles.length === 0 ? { code } : { code, otherFiles };
}
