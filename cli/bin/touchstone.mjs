#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The project is TypeScript that runs without a build; tsx translates it on the way in.
register();
await import('../src/main.ts');
