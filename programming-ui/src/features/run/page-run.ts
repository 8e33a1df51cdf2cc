/** Running in the page, in a chunk of its own: it is fetched when it is first asked for. */
import type { Examples } from '@touchstone/contracts';
import { readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { messages } from '../../messages.ts';
import { pageInterpreters } from '../../python/create-interpreters.ts';
import { createConsole, type Console } from './console.ts';
import { createRun, type Run } from './run.ts';

export { default as ConsolePanel } from './console-panel.svelte';

export interface PageRun {
  readonly run: Run;
  readonly console: Console;
  /** input() can wait for an answer. */
  readonly waits: boolean;
  /** Null until the server has told. */
  readonly examples: { subscribe: ReturnType<typeof readable<Examples | null>>['subscribe'] };
}

export interface PageRunOptions {
  readonly client: Pick<Client, 'examples' | 'graderPython'>;
  readonly assignmentId: string;
  readonly fileName: () => string;
}

/** A server that is slow to answer does not hold a run up for longer. */
const patienceMs = 2_000;

export function createPageRun({ client, assignmentId, fileName }: PageRunOptions): PageRun {
  const interpreters = pageInterpreters();
  const console = createConsole();
  const examples = remembered(() => client.examples(assignmentId));
  const graderPython = remembered(() => client.graderPython());
  const run = createRun({
    fileName,
    interpreters,
    console,
    words: { ...messages.run, examplesTimeout: messages.run.examples.timeout },
    examples: () => within(patienceMs, examples()),
    graderPython: () => within(patienceMs, graderPython()),
  });
  return {
    run,
    console,
    waits: interpreters.shares,
    examples: readable<Examples | null>(null, (set) => {
      examples().then(set, () => undefined);
    }),
  };
}

/** Asks once, and again after a failure. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('no answer in time')), ms);
    }),
  ]);
}
