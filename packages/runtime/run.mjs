import { resolve } from 'node:path';
import { runProgram } from './programs.mjs';

const [node = '', , main = '', ...args] = process.argv;
process.argv = [node, resolve(main), ...args];
await runProgram(resolve(main));
