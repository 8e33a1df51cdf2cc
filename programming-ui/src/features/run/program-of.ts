import type { Job } from '../../python/protocol.ts';
import type { ProgramFiles } from '../program/program.ts';

/** The program in the form of a job: the first file runs as a script. */
export function programOf([main, ...others]: ProgramFiles): Pick<
  Job,
  'fileName' | 'code' | 'otherFiles'
> {
  const otherFiles = others.map(({ name, code }) => ({ fileName: name, code }));
  return {
    fileName: main?.name ?? '',
    code: main?.code ?? '',
    ...(otherFiles.length === 0 ? {} : { otherFiles }),
  };
}
