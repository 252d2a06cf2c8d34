/** How tests run: one database server for all files, JSX as in the app. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global.ts'],
    // A test waits for its server as often as it works: two at once on two cores take little more than half the time.
    maxWorkers: 2,
    // A noisy machine of two cores: nothing here is a measurement.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
