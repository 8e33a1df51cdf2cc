import type { CallProgram, ProgramFiles } from '../../features/program/program.ts';

/** The files of a program as it was handed in; a single one has no name there. */
export const handedIn = ({ code, files }: CallProgram): ProgramFiles =>
  files ?? [{ name: '', code: code ?? '' }];
