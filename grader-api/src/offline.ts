/** Grading without a queue or a service, for the command line and benchmarks. */
export {
  createSandbox,
  defaultPython,
  inspectSandbox,
  type SandboxOptions,
} from './sandbox/create-sandbox.ts';
export { createSandboxService, type SandboxService } from './sandbox/bubblewrap/serve-sandbox.ts';
export { prepareSandbox, sandboxId, systemPath } from './sandbox/bubblewrap/launch.ts';
export { judgeVersion, madeByOf } from './sandbox/judge-version.ts';
export type { Observed } from './sandbox/frames.ts';
export {
  SandboxError,
  UnfitHostError,
  type Inspection,
  type Probe,
  type Recorded,
  type Sandbox,
  type SandboxObserver,
} from './sandbox/sandbox.ts';
export { scoreReport } from './scoring.ts';
