/** How full the disk is, as doctor says it (failures K04). */
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { diskFindings } from '../../src/cli/findings.ts';

test.each([
  [210, 'well', 79],
  [200, 'weak', 80],
  [60, 'weak', 94],
  [50, 'broken', 95],
  [0, 'broken', 100],
])('K04 with %i of 1000 blocks left the disk is %s', async (bavail, state, percent) => {
  const [finding] = await diskFindings({ dataDir: '/data' }, () => Promise.resolve({ blocks: 1000, bavail }));
  expect(finding).toMatchObject({ state, what: `The disk of the data folder is ${percent} % full.` });
});

test('the disk is looked at', async () => {
  expect((await diskFindings({ dataDir: tmpdir() }))[0]?.what).toMatch(/^The disk of the data folder is \d+ % full\.$/);
  expect(await diskFindings({ dataDir: '/nowhere' })).toEqual([]);
});
