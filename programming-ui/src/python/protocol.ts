/**
 * What page and worker say to each other. After `start` the worker says `ready` or `failed`; each
 * further command is answered by what happens, and `ended` last. One command at a time.
 */

/** A file that lies beside the student's. */
interface DataFile {
  readonly path: string;
  readonly contentBase64: string;
}

/** What judge/job.py reads. */
export interface Job {
  readonly fileName: string;
  readonly code: string;
  readonly files: readonly DataFile[];
  readonly testFiles: readonly {
    readonly fileName: string;
    readonly source: string;
    readonly hidden: boolean;
  }[];
  readonly cases: readonly object[];
}

/** Python as it came over the network, in the form in which each worker takes it. */
export interface Materials {
  /** Address of the script that brings the WebAssembly to life. */
  readonly runtimeUrl: string;
  readonly wasm: WebAssembly.Module;
  readonly library: ArrayBuffer;
  /** What Pyodide says of itself, with no packages. */
  readonly lockFile: object;
  /** Our own Python by its path, such as `judge/job.py`. */
  readonly sources: Readonly<Record<string, string>>;
  /** The memory of a Python that has imported them, from which others start in a fraction of the
   * time; null until there has been one. */
  readonly snapshot: ArrayBuffer | null;
}

export type PythonVersion = readonly [major: number, minor: number];

export type Command =
  | {
      readonly kind: 'start';
      readonly materials: Materials;
      /** Null where the browser shares none: see shared-memory.ts. */
      readonly memory: SharedArrayBuffer | null;
    }
  | {
      readonly kind: 'run';
      readonly job: Job;
      /** To warn of what the grader's Python cannot read; null when it is not known. */
      readonly grader: PythonVersion | null;
      /** What input() is given when the worker cannot wait for an answer. */
      readonly typed: readonly string[];
    }
  | { readonly kind: 'evaluate'; readonly source: string }
  | { readonly kind: 'judge'; readonly job: Job; readonly grader: PythonVersion | null };

/** Syntax that the grader's Python lacks: `f-string`, or a name of Python's, such as `Type statement`. */
export interface NewerSyntax {
  readonly line: number;
  readonly what: string;
  /** The first Python that has it, such as `3.12`. */
  readonly since: string;
}

export interface Ending {
  /** `incomplete`: what was typed at the prompt goes on in the next line; nothing ran. */
  readonly how: 'done' | 'error' | 'interrupted' | 'incomplete';
  /** What is to be said of an error besides Python's own words; null for nothing. */
  readonly sentence: string | null;
}

export type Report =
  /** Before `ready`, of a worker that was given none. */
  | { readonly kind: 'snapshot'; readonly snapshot: ArrayBuffer }
  | { readonly kind: 'ready'; readonly version: PythonVersion }
  /** Python is gone, and the worker with it. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'newer-syntax'; readonly found: readonly NewerSyntax[] }
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** input() waits: the page answers through the shared memory. */
  | { readonly kind: 'asks' }
  /** A line of `typed` has been taken. */
  | { readonly kind: 'took'; readonly line: string }
  /** Of the judge's, as judge/job.py lists them. */
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'ended'; readonly ending: Ending };
