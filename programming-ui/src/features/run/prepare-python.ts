import type { Examples } from '@touchstone/contracts';
import type { DownloadProgress } from '../../python/download.ts';
import type { Interpreters } from '../../python/interpreters.ts';
import type { PythonVersion } from '../../python/protocol.ts';

export interface PythonSources {
  readonly interpreters: Interpreters;
  /** Rejects while the server does not answer. */
  readonly examples: () => Promise<Examples>;
  /** Such as `3.11.2`; null if it is not known. */
  readonly graderPython: () => Promise<string | null>;
}

interface PrepareOptions {
  readonly needsExamples: boolean;
  /** The longest that a run waits for the server. */
  readonly serverWaitMs: number;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** A new Python, and what the server has for its program. Rejects if one that is needed is not available. */
export async function preparePython(
  { interpreters, examples: readExamples, graderPython: readGraderPython }: PythonSources,
  { needsExamples, serverWaitMs, onProgress }: PrepareOptions,
) {
  const [interpreter, examples, graderPython] = await Promise.all([
    interpreters.take(onProgress),
    needsExamples ? readExamples() : within(serverWaitMs, readExamples()),
    within(serverWaitMs, readGraderPython()),
  ]);
  return { interpreter, examples, grader: readVersion(graderPython) };
}

/** Null if it rejects or takes longer. */
function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  return Promise.race([
    promise.catch(() => null),
    new Promise<null>((resolve) => {
      setTimeout(() => resolve(null), ms);
    }),
  ]);
}

/** `3.11.2` as numbers. */
function readVersion(text: string | null): PythonVersion | null {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text ?? '') ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}
