/** Several jobs at a time: each is worked on once, and those that hang hold up nobody (failures E20). */
import { rng } from '../../bench/workload.mjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startLoop } from '../../src/loops.ts';
import { instant, MINUTE } from '../../src/domain/interval.ts';
import type { Minutes } from '../../src/domain/types.ts';
import { nextReading, nextTry } from '../../src/sync/schedule.ts';
import { workOff } from '../../src/sync/work-off.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A queue of jobs that take so many milliseconds each, named by their number. */
function queue(times: readonly number[]) {
  const waiting = times.map((ms, index) => ({ index, ms }));
  const begun: number[] = [];
  const ended: number[] = [];
  const renewed: number[][] = [];
  let [inside, mostInside] = [0, 0];
  return {
    ...{ waiting, begun, ended, renewed },
    mostInside: () => mostInside,
    due: {
      claim: (most: number) => Promise.resolve(waiting.splice(0, most)),
      work: async ({ index, ms }: { index: number; ms: number }) => {
        begun.push(index);
        mostInside = Math.max(mostInside, ++inside);
        await new Promise((resolve) => setTimeout(resolve, ms));
        inside -= 1;
        ended.push(index);
      },
      renew: async (jobs: readonly { index: number }[]) => void renewed.push(jobs.map(({ index }) => index)),
    },
  };
}

const numbers = (length: number) => Array.from({ length }, (_, index) => index);

test('all are worked on once, no more at a time than asked for', async () => {
  const { due, ended, mostInside } = queue(numbers(50).map((index) => 10 + (index % 7) * 30));
  const done = workOff(due, { atOnce: 4 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await done).toBe(50);
  expect(ended.toSorted((a, b) => a - b)).toEqual(numbers(50));
  expect(mostInside()).toBe(4);
});

test('E20 while as many hang as are worked on at once, all others go on', async () => {
  const { due, ended } = queue([
    ...Array.from({ length: 12 }, () => 60_000),
    ...Array.from({ length: 100 }, () => 200),
  ]);
  const done = workOff(due, { atOnce: 4 });
  // Twelve take their two seconds four at a time; a hundred of a fifth of a second are 25 times four.
  await vi.advanceTimersByTimeAsync(3 * 2_000 + 25 * 200 + 100);
  expect(ended).toEqual(numbers(112).slice(12));
  await vi.advanceTimersByTimeAsync(70_000);
  expect(await done).toBe(112);
});

test('what hangs has an end: beyond so many nothing is begun until one of them gives up', async () => {
  const { due, begun } = queue(Array.from({ length: 200 }, () => 100_000));
  const done = workOff(due, { atOnce: 4 });
  await vi.advanceTimersByTimeAsync(90_000);
  expect(begun).toHaveLength(68);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await done).toBe(200);
});

test('what becomes due while others hang is begun within seconds', async () => {
  const { due, waiting, begun } = queue([60_000]);
  const done = workOff(due, { atOnce: 4 });
  await vi.advanceTimersByTimeAsync(10_000);
  waiting.push({ index: 1, ms: 10 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(begun).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await done).toBe(2);
});

test('leases of what takes long are renewed, twice within one of two minutes and more', async () => {
  const { due, renewed } = queue([100_000, 10]);
  const done = workOff(due, { atOnce: 4 });
  await vi.advanceTimersByTimeAsync(110_000);
  await done;
  expect(renewed.length).toBeGreaterThanOrEqual(2);
  expect(new Set(renewed.flat())).toEqual(new Set([0]));
});

test('K02 told to stop, it ends what was begun and begins nothing more', async () => {
  const { due, begun, ended } = queue(Array.from({ length: 20 }, () => 1000));
  const stop = new AbortController();
  const done = workOff(due, { atOnce: 4, signal: stop.signal });
  await vi.advanceTimersByTimeAsync(500);
  stop.abort();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await done).toBe(4);
  expect([begun.length, ended.length]).toEqual([4, 4]);
});

test('what ends while more is being taken is heard of', async () => {
  const { due, ended } = queue([12, 5, 60_000, ...Array.from({ length: 17 }, () => 5)]);
  const claim = async (most: number) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return due.claim(most);
  };
  const done = workOff({ ...due, claim }, { atOnce: 2 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toHaveLength(19);
  await vi.advanceTimersByTimeAsync(70_000);
  expect(await done).toBe(20);
});

test('after as many as one run may do nothing more is begun', async () => {
  const { due, waiting } = queue(Array.from({ length: 20 }, () => 10));
  const done = workOff(due, { atOnce: 4, most: 10 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect([await done, waiting.length]).toEqual([10, 10]);
});

test('where nothing more can be taken, what was begun is ended before that is told', async () => {
  const { due, ended } = queue([20_000, 1000]);
  let claims = 0;
  const claim = (most: number) => (++claims === 2 ? Promise.reject(new Error('away')) : due.claim(Math.min(most, 1)));
  let isTold = false;
  const done = workOff({ ...due, claim }, { atOnce: 4 })
    .catch((error: unknown) => String(error))
    .finally(() => (isTold = true));
  await vi.advanceTimersByTimeAsync(15_000);
  expect([claims, ended, isTold]).toEqual([2, [], false]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect([await done, ended]).toEqual(['Error: away', [0]]);
});

test(
  'E20 of ten thousand feeds a tenth begins to hang: all others are read within twice their interval',
  { timeout: 120_000 },
  async () => {
    const start = Date.now();
    const now = () => instant(start + performance.now());
    const random = rng(7);
    const pace = () => ({ now: now(), interval: 15 as Minutes, random: random() });
    type Feed = { hangs: boolean; dueAt: number; readAt: number; failures: number };
    const waiting: Feed[] = [];
    const put = (feed: Feed): void => {
      const place = waiting.findLastIndex(({ dueAt }) => dueAt <= feed.dueAt);
      waiting.splice(place + 1, 0, feed);
    };
    for (const index of numbers(10_000))
      waiting.push({ hangs: index % 10 === 0, dueAt: start + random() * 15 * MINUTE, readAt: start, failures: 0 });
    waiting.sort((a, b) => a.dueAt - b.dueAt);
    let longest = 0;
    const due = {
      claim: (most: number) => {
        const first = waiting.slice(0, most).findIndex(({ dueAt }) => dueAt > now());
        return Promise.resolve(waiting.splice(0, first === -1 ? most : first));
      },
      work: async (feed: Feed) => {
        await new Promise((resolve) => setTimeout(resolve, feed.hangs ? 10_000 : 200));
        if (feed.hangs) feed.dueAt = nextTry(pace(), ++feed.failures, { lasting: false });
        else {
          longest = Math.max(longest, now() - feed.readAt);
          [feed.readAt, feed.dueAt] = [now(), nextReading(pace())];
        }
        put(feed);
      },
    };
    const loop = startLoop({
      name: 'test',
      everyMs: 10_000,
      random,
      log,
      work: (signal) => workOff(due, { atOnce: 8, signal }),
    });
    for (let minute = 0; minute < 120; minute += 1) await vi.advanceTimersByTimeAsync(MINUTE);
    const stopped = loop.stop();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await stopped;
    expect(longest).toBeLessThan(30 * MINUTE);
  },
);
