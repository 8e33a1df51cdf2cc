/** Running programs in the browser: a separate chunk, loaded on first use. */
import type { Examples } from '@touchstone/contracts';
import { readonly, writable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { pageInterpreters } from '../../python/create-interpreters.ts';
import { createConsole } from './console.ts';
import type { PythonSources } from './prepare-python.ts';
import { createRun } from './run.ts';

export { default as ConsolePanel } from './console-panel.svelte';

export type PageRun = ReturnType<typeof createPageRun>;

export interface PageRunOptions {
  readonly client: Pick<Client, 'examples' | 'graderPython'>;
  readonly assignmentId: string;
}

export function createPageRun({ client, assignmentId }: PageRunOptions) {
  const interpreters = pageInterpreters();
  const console = createConsole();
  const examples = remembered(() => client.examples(assignmentId));
  const graderPython = remembered(() => client.graderPython());
  const offered = writable<Examples | null>(null);
  examples().then(offered.set, () => undefined);
  const sources: PythonSources = { interpreters, examples, graderPython };
  const run = createRun({ ...sources, console });
  return {
    run,
    console,
    sources,
    /** input() can wait for an answer. */
    waits: interpreters.shares,
    /** Null until the server has answered. */
    examples: readonly(offered),
  };
}

/** Calls once, and again after a failure or a null. */
function remembered<T>(call: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  const forget = () => (answer = null);
  return () => {
    if (answer !== null) return answer;
    const called = call();
    answer = called;
    called.then((value) => value === null && forget(), forget);
    return called;
  };
}
