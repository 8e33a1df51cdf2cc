export {
  pointsCsv,
  submissionsCsv,
  type PointsLines,
  type SubmissionLines,
} from './export-lines.ts';
export { pointPages, withCounted } from './point-pages.ts';
export type { PointsSource } from './points-source.ts';
export { submissionPages, type SubmissionOf } from './submission-pages.ts';
export { writeZip } from './write-zip.ts';
