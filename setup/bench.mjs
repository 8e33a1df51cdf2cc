import { runProgram } from './run-program.mjs';

/** They measure graders, which know nothing of pages. */
const withoutPages = ['grading', 'soak'];
const pages = !withoutPages.includes(process.argv[2] ?? '');

await runProgram('test', 'bench/src', { pages });
