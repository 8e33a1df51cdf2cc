import { resolve } from 'node:path';
import { writeImageFiles } from './write-image-files.ts';

/* Run by deploy/Dockerfile with the folder to write to. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder to write to.');
await writeImageFiles(resolve(folder));
