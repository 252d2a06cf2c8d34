import { expect, test, vi } from 'vitest';
import { startLoop } from '../src/loops.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

test('rounds follow each other and never overlap', async () => {
  let [inside, most, rounds] = [0, 0, 0];
  const loop = startLoop({
    name: 'test',
    everyMs: 1,
    random: () => 0.5,
    log,
    work: async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      return ++rounds % 3 === 0 ? 0 : 1;
    },
  });
  await expect.poll(() => rounds).toBeGreaterThan(12);
  await loop.stop();
  const last = rounds;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([most, rounds]).toEqual([1, last]);
});

test('while there is more to do, the next round begins at once', async () => {
  let left = 5;
  const loop = startLoop({
    name: 'test',
    everyMs: 3_600_000,
    random: () => 0,
    log,
    work: () => Promise.resolve(left-- > 0 ? 1 : 0),
  });
  await expect.poll(() => left).toBe(-1);
  await loop.stop();
});

test('a round that fails is told and waited after, and does not end the loop', async () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const work = vi
    .fn<() => Promise<number>>()
    .mockRejectedValueOnce(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  work.mockResolvedValue(0);
  const loop = startLoop({
    name: 'test',
    everyMs: 10,
    random: () => 0.5,
    work,
    log: { ...log, error: (...line) => told.push(line) },
  });
  await vi.advanceTimersByTimeAsync(4_999);
  expect([work.mock.calls.length, told]).toEqual([
    1,
    [['loop.failed', { loop: 'test', kind: 'Error', code: 'ECONNREFUSED' }]],
  ]);
  await vi.advanceTimersByTimeAsync(2);
  expect(work).toHaveBeenCalledTimes(2);
  await loop.stop();
  vi.useRealTimers();
});

test('K02 stopping waits for the round that runs', async () => {
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
  const work = () => {
    begun.resolve();
    return end.promise;
  };
  const loop = startLoop({ name: 'test', everyMs: 1, random: () => 0, log, work });
  await begun.promise;
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  end.resolve(1);
  await stopping;
});
