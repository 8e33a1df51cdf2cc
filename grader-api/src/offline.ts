/** What grades without a queue, and without loading a service: for the command line and the bench. */
export {
  createSandbox,
  defaultPython,
  inspectSandbox,
  type SandboxOptions,
} from './sandbox/create-sandbox.ts';
export { createSandboxService, type SandboxService } from './sandbox/bubblewrap/serve-sandbox.ts';
export { judgeVersion } from './sandbox/judge-version.ts';
export { madeByOf } from './sandbox/made-by.ts';
export type { Observed } from './sandbox/frames.ts';
export {
  SandboxError,
  UnfitHostError,
  type Inspection,
  type Probe,
  type Recorded,
  type Sandbox,
} from './sandbox/sandbox.ts';
export { scoreReport } from './scoring.ts';
