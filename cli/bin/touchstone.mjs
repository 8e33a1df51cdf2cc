#!/usr/bin/env node
import { runProgram } from '@touchstone/runtime/programs';
import { fileURLToPath } from 'node:url';

await runProgram(fileURLToPath(new URL('../src/main.ts', import.meta.url)));
