export { Spool } from './spool.ts';
export { ZipWriter } from './zip-writer.ts';
