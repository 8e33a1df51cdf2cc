/**
 * The messages between page and worker. After `start` the worker sends `ready` or `failed`; after each
 * further command it sends what happens, and `ended` last. One command at a time.
 */

/** A file in the same folder as the student's. */
interface DataFile {
  readonly path: string;
  readonly contentBase64: string;
}

/** The job that judge/common/job.py parses. */
export interface Job {
  readonly fileName: string;
  readonly code: string;
  /** The program's other files, if it has several. */
  readonly otherFiles?: readonly { readonly fileName: string; readonly code: string }[];
  readonly files: readonly DataFile[];
  readonly testFiles: readonly {
    readonly fileName: string;
    readonly source: string;
    readonly hidden: boolean;
  }[];
  readonly cases: readonly object[];
}

/** Python's files, in the form in which each worker needs them. */
export interface Materials {
  /** Address of the script that instantiates the WebAssembly. */
  readonly runtimeUrl: string;
  readonly wasm: WebAssembly.Module;
  readonly library: ArrayBuffer;
  /** Pyodide's lock file without packages. */
  readonly lockFile: object;
  /** Our own Python sources by path, such as `judge/common/job.py`. */
  readonly sources: Readonly<Record<string, string>>;
  /**
   * The memory of an interpreter that has imported them, from which others start in a fraction of the
   * time; null until there is one.
   */
  readonly snapshot: ArrayBuffer | null;
}

export type PythonVersion = readonly [major: number, minor: number];

export type Command =
  | {
      readonly kind: 'start';
      readonly materials: Materials;
      /** Null if the browser cannot share memory: see shared-memory.ts. */
      readonly memory: SharedArrayBuffer | null;
    }
  | {
      readonly kind: 'run';
      readonly job: Job;
      /** The grader's version, to warn about newer syntax; null if unknown. */
      readonly grader: PythonVersion | null;
      /** The answers for input() when the worker cannot wait for them. */
      readonly typed: readonly string[];
    }
  | { readonly kind: 'evaluate'; readonly source: string }
  | { readonly kind: 'judge'; readonly job: Job; readonly grader: PythonVersion | null }
  | { readonly kind: 'trace'; readonly job: Job; readonly of: Traced };

/** What is recorded: a program that runs with these lines as input, or the job's test of that name. */
export type Traced = { readonly typed: readonly string[] } | { readonly test: string };

/** Syntax that the grader's Python lacks: `f-string`, or Python's name for it, such as `Type statement`. */
export interface NewerSyntax {
  /** Undefined if the program has only one file. */
  readonly file?: string;
  readonly line: number;
  readonly what: string;
  /** The first version that has it, such as `3.12`. */
  readonly since: string;
}

export interface Ending {
  /** `incomplete`: the statement at the prompt needs another line; nothing ran. */
  readonly how: 'done' | 'error' | 'interrupted' | 'incomplete';
  /** Our explanation of an error, in addition to Python's own message; null for none. */
  readonly sentence: string | null;
  /** After a run of a program that only defines functions: a call of the first, such as `add(a, b)`. */
  readonly call?: string | null;
}

export type WorkerMessage =
  /** Before `ready`, from a worker that was started without one. */
  | { readonly kind: 'snapshot'; readonly snapshot: ArrayBuffer }
  | { readonly kind: 'ready'; readonly version: PythonVersion }
  /** Python has crashed, and its worker is unusable. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'newer-syntax'; readonly found: readonly NewerSyntax[] }
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** input() is waiting: the page answers through the shared memory. */
  | { readonly kind: 'asks' }
  /** input() has read a line of `typed`. */
  | { readonly kind: 'took'; readonly line: string }
  /** A frame from the judge; judge/common/job.py lists them. */
  | { readonly kind: 'frame'; readonly frame: unknown }
  /** features/replay/trace.ts has its form. */
  | { readonly kind: 'trace'; readonly trace: unknown }
  | { readonly kind: 'ended'; readonly ending: Ending };
