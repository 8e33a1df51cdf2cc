import { join } from 'node:path';
import { startAllInOne, type AllInOneOptions } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { copyEmptyPglite, temporaryFolder } from '@touchstone/test-kit';
import { writeDatedCourse } from './dated-course.ts';
import { writeFilesCourse } from './files-course.ts';
import { writeInvitedCourse } from './invited-course.ts';
import { writeLongCourse } from './long-course.ts';

export interface RunningAllInOne {
  readonly url: string;
  readonly sandbox: string;
  /** For commands: their `--data`. */
  readonly dataFolder: string;
  /** Keeps what is stored. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface TestAllInOneOptions {
  /** A second course, of 161 assignments; loading it takes seconds. */
  readonly withLongCourse: boolean;
  /** A course whose students edit several files. */
  readonly withFilesCourse: boolean;
  /** A course with dates around now. */
  readonly withDatedCourse: boolean;
  /** A course that only its members see, with two assignments of the sample course. */
  readonly withInvitedCourse: boolean;
}

/** The all-in-one with the sample course and two graders, in a temporary folder. */
export async function startTestAllInOne({
  withLongCourse,
  withFilesCourse,
  withDatedCourse,
  withInvitedCourse,
}: TestAllInOneOptions): Promise<RunningAllInOne> {
  const folder = await temporaryFolder();
  const options: AllInOneOptions = {
    port: await freePort(),
    host: '127.0.0.1',
    dataFolder: join(folder.path, 'data'),
    courseFolders: [
      new URL('../courses/first-steps', import.meta.url).pathname,
      ...(withLongCourse ? [await writeLongCourse(join(folder.path, 'long-course'))] : []),
      ...(withFilesCourse ? [await writeFilesCourse(join(folder.path, 'several-files'))] : []),
      ...(withDatedCourse ? [await writeDatedCourse(join(folder.path, 'dated-course'))] : []),
      ...(withInvitedCourse ? [await writeInvitedCourse(join(folder.path, 'autumn-class'))] : []),
    ],
    graders: 2,
    sandbox: 'auto',
    allowedHosts: [],
  };
  await copyEmptyPglite(join(options.dataFolder, 'database'));
  let system = await startAllInOne(options);
  return {
    url: system.url,
    sandbox: system.sandbox,
    dataFolder: options.dataFolder,
    stop: () => system.close(),
    async start() {
      system = await startAllInOne(options);
    },
    async close() {
      await system.close();
      await folder.remove();
    },
  };
}
