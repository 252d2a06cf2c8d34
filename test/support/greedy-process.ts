/** Stands in for the thread that reads calendars, in tests: it takes all the time, or all the memory, that it can get. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ text }: { text: string }) => {
  if (text === 'throw') throw new Error('A defect.');
  const kept: number[][] = [];
  for (;;) if (text === 'memory') kept.push(Array.from({ length: 1000 }, (_, index) => index + kept.length));
});
// A port between threads has no origin, as windows have.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage({ kind: 'ready' });
