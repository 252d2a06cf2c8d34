#!/usr/bin/env node
/** The installed program. Runs what `npm run build` made. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('openhours: it is not built yet. Run `npm run build` in its folder first.\n');
  process.exitCode = 1;
}
