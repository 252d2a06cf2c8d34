/**
 * How tests run: one database server for all files, JSX as in the app. Files that drive a browser (`*.browser.test.ts`) run one at a
 * time, since a drag or a frame that comes late is another drag; all others share the processors, and modules once loaded.
 */
import { defineConfig } from 'vitest/config';

const jsx = { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } } as const;
// A noisy machine of two cores: nothing here is a measurement.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };
const inBrowser = 'test/**/*.browser.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/global.ts'],
    projects: [
      {
        oxc: jsx,
        test: {
          ...patience,
          name: 'code',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [inBrowser],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        oxc: jsx,
        test: {
          ...patience,
          name: 'browser',
          include: [inBrowser],
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
