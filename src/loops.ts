/** Work that is looked for again and again on Node: one round at a time, a little earlier or later each time. */
import type { Log } from './log.ts';

export type Loop = {
  /** Resolves when the running round is over; no other begins. */
  stop(): Promise<void>;
};

export type LoopOptions = {
  readonly name: string;
  readonly everyMs: number;
  /** One round. More than 0: there may be more to do at once. The signal: to be stopped, nothing more is to be begun. */
  readonly work: (signal: AbortSignal) => Promise<number>;
  /** A number in [0, 1): many processes over one database do not all ask at the same moment. */
  readonly random: () => number;
  readonly log: Log;
};

const JITTER = 0.25;
/** A failing round is not repeated at once: the database may be away. */
const AFTER_FAILURE_MS = 5_000;

export function startLoop({ name, everyMs, work, random, log }: LoopOptions): Loop {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = Promise.resolve();

  const round = async (): Promise<void> => {
    let wait = everyMs;
    try {
      while (!signal.aborted && (await work(signal)) > 0);
    } catch (error) {
      wait = Math.max(everyMs, AFTER_FAILURE_MS);
      log.error('loop.failed', {
        loop: name,
        kind: error instanceof Error ? error.name : 'unknown',
        code: codeOf(error),
      });
    }
    if (!signal.aborted) timer = setTimeout(begin, wait * (1 - JITTER + 2 * JITTER * random()));
  };
  const begin = (): void => {
    running = round();
  };
  begin();

  return {
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
      return running;
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
