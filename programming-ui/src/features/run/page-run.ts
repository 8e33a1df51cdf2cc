/** Running in the page, in a chunk of its own: it is fetched when it is first asked for. */
import type { Examples } from '@touchstone/contracts';
import { readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { moreMessages } from '../../more-messages.ts';
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

export function createPageRun({ client, assignmentId, fileName }: PageRunOptions): PageRun {
  const interpreters = pageInterpreters();
  const console = createConsole();
  const examples = remembered(() => client.examples(assignmentId));
  const graderPython = remembered(() => client.graderPython());
  const run = createRun({
    fileName,
    interpreters,
    console,
    words: { ...moreMessages.run, examplesTimeout: moreMessages.run.examples.timeout },
    examples,
    graderPython,
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

/** Asks once, and again after a failure or when nothing was known. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  const forget = () => (answer = null);
  return () => {
    if (answer !== null) return answer;
    const asked = ask();
    answer = asked;
    asked.then((known) => known === null && forget(), forget);
    return asked;
  };
}
