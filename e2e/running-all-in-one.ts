import { startAllInOne, type AllInOne, type AllInOneOptions } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { temporaryFolder } from '@touchstone/test-kit';

/** The all-in-one with the sample course and two graders, in a folder of its own. */
export async function startTestAllInOne(sandbox: AllInOneOptions['sandbox']): Promise<AllInOne> {
  const folder = await temporaryFolder();
  const system = await startAllInOne({
    port: await freePort(),
    host: '127.0.0.1',
    dataFolder: folder.path,
    courseFolders: [new URL('../courses/first-steps', import.meta.url).pathname],
    graders: 2,
    sandbox,
    allowedHosts: [],
  });
  return {
    ...system,
    async close() {
      await system.close();
      await folder.remove();
    },
  };
}
