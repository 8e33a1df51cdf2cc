import { startStack, type Stack, type StackOptions } from '@touchstone/cli/stack';
import { freePort } from '@touchstone/servers';
import { temporaryFolder } from '@touchstone/test-kit';

export interface RunningStack extends Stack {
  /** Lines about processes that exited or are back. */
  readonly notices: readonly string[];
}

/** The stack with the sample course: two APIs, two graders, in a temporary folder. */
export async function startTestStack(options: Partial<StackOptions> = {}): Promise<RunningStack> {
  const folder = await temporaryFolder();
  const notices: string[] = [];
  const stack = await startStack({
    port: await freePort(),
    folder: folder.path,
    courseFolders: [new URL('../courses/first-steps', import.meta.url).pathname],
    apis: 2,
    graders: 2,
    sandbox: 'bubblewrap',
    // On a slow machine, 200 submissions take longer than the default.
    apiSettings: { TOUCHSTONE_QUEUE_SECONDS: '600' },
    ...options,
    onNotice: (notice) => notices.push(notice),
  });
  return {
    ...stack,
    notices,
    async close() {
      await stack.close();
      await folder.remove();
    },
  };
}
