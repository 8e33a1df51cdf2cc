import { maxCodeBytes } from '@touchstone/contracts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Limits for the files of a course. */
export const sizes = {
  maxYamlBytes: 256 * kibibyte,
  maxCodeBytes,
  maxTestsBytes: mebibyte,
  maxCases: 500,
  maxWrongPrograms: 100,
  maxHandoutBytes: 256 * kibibyte,
  maxImageBytes: mebibyte,
  /** A handout including its pictures. */
  maxHandoutHtmlBytes: 4 * mebibyte,
  maxDataFileBytes: 2 * mebibyte,
  /** All of an assignment's files/ together; every grading transfers them. */
  maxDataFilesBytes: 4 * mebibyte,
  maxDataFiles: 200,
} as const;

/** A size for teachers, such as `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= mebibyte) return `${round(bytes / mebibyte)} MiB`;
  return bytes >= kibibyte ? `${round(bytes / kibibyte)} KiB` : `${bytes} bytes`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
