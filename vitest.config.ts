/**
 * How tests run: one database server for all files, JSX as in the app, two files at a time. Modules once loaded serve the next file
 * too: loading them anew for each took as long as a third of the tests.
 */
import './scripts/temp-folder.js';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global.ts'],
    isolate: false,
    maxWorkers: 2,
    // A noisy machine of two cores: nothing here is a measurement.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
