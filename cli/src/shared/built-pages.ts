import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';

/** The folder of the built pages; throws a CommandError if they are not built yet. */
export function builtPages(): string {
  const folder = join(checkoutFolder, 'programming-ui/dist');
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new CommandError('The pages are not built yet.', {
    next: 'Run: npm run build (`npm start` and `npm run stack` do this automatically).',
  });
}
