/** How tests run: one database server for all files, JSX as in the app. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global.ts'],
    // A noisy machine of two cores: nothing here is a measurement.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
