import { codeMaxBytes } from '@touchstone/contracts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** The most that each file of a course may hold, in bytes; counts are of files. */
export const sizes = {
  yamlMaxBytes: 256 * kibibyte,
  codeMaxBytes,
  testsMaxBytes: mebibyte,
  casesMaxCount: 500,
  handoutMaxBytes: 256 * kibibyte,
  imageMaxBytes: mebibyte,
  /** A handout with its pictures inlined. */
  handoutHtmlMaxBytes: 4 * mebibyte,
  dataFileMaxBytes: 2 * mebibyte,
  /** All of an assignment's files/ together: they travel with every grading. */
  dataFilesMaxBytes: 4 * mebibyte,
  dataFilesMaxCount: 200,
} as const;

/** A size as a teacher would say it. */
export function formatBytes(bytes: number): string {
  if (bytes >= mebibyte) return `${round(bytes / mebibyte)} MiB`;
  return bytes >= kibibyte ? `${round(bytes / kibibyte)} KiB` : `${bytes} bytes`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
