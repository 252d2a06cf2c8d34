/**
 * Reads calendars on threads of their own, on Node. The counts of `limits.ts` end every text that is known to be bad; this
 * is for the one that nobody thought of: what is over its budget is ended with its thread, and reported as capped.
 */

import { Worker } from 'node:worker_threads';
import { takeTurns } from '../fetch/turns.ts';
import type { ReadQuery, Reading } from '../provider.ts';
import { NotACalendar } from './busy.ts';
import { limits } from './limits.ts';
import { gaveUp, type IcsReader } from './reader.ts';

export type ThreadReader = {
  readonly read: IcsReader;
  /** Ends its threads. What is being read then is rejected. */
  readonly close: () => Promise<void>;
};

/** What a thread is sent: the query without its function, which no thread can be sent. */
export type ThreadRequest = {
  readonly text: string;
  readonly query: Omit<ReadQuery, 'isOurs'>;
  readonly uids: boolean;
};

/** What a thread sends: once that it is there, then one answer a request. */
export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'not-a-calendar'; readonly message: string };

type Ended = { readonly kind: 'late' | 'too-large' };
type Budget = { readonly milliseconds: number; readonly megabytes: number };

/** Another reading is not held up by one that uses its budget up; more would only share the same processors. */
const AT_ONCE = 2;
/** Starting is no part of the budget; on a machine that is very busy it takes seconds. */
const START_LIMIT_MS = 20_000;
/** Longer texts get a thread of their own, since memory is limited when a thread starts. */
const SHORT = 1_000_000;
const MEGABYTE = 1_000_000;

/** `program` is `src/ical-thread`, wherever it lies. Threads are started when needed, and keep no process from ending. */
export function threadReader(program: URL, budget: Budget = limits.thread): ThreadReader {
  const idle: Thread[] = [];
  const running = new Set<Thread>();
  const inTurn = takeTurns(AT_ONCE);
  const reuse = (): Thread | undefined => {
    const thread = idle.pop();
    if (thread === undefined || thread.isAlive) return thread;
    running.delete(thread);
    return reuse();
  };
  const start = (megabytes: number): Thread => {
    const thread = new Thread(program, megabytes);
    running.add(thread);
    return thread;
  };
  return {
    read: (text, query) =>
      inTurn('read', async () => {
        const { isOurs, ...rest } = query;
        const size = sizeOf(text);
        const isShort = size <= SHORT;
        const thread = (isShort ? reuse() : undefined) ?? start(budget.megabytes + Math.ceil(size / MEGABYTE));
        let answer: ThreadAnswer | Ended | undefined;
        try {
          const request = { text, query: rest, uids: isOurs !== undefined };
          answer = await thread.ask(request, budget.milliseconds);
        } finally {
          const isUsable = answer?.kind === 'reading' || answer?.kind === 'not-a-calendar';
          if (isShort && isUsable) idle.push(thread);
          else {
            running.delete(thread);
            void thread.end();
          }
        }
        if (answer.kind === 'reading') return { reading: withOurs(answer.reading, isOurs), isGivenUp: false };
        if (answer.kind === 'not-a-calendar') throw new NotACalendar(answer.message);
        return gaveUp(query, answer.kind === 'late' ? LATE : TOO_LARGE);
      }),
    close: async () => {
      await Promise.all([...running].map((thread) => thread.end()));
    },
  };
}

const LATE = 'The calendar takes too long to read, so none of its time is known and all of it is kept closed.';
const TOO_LARGE =
  'The calendar takes too much memory to read, so none of its time is known and all of it is kept closed.';

/** In memory: letters beyond Latin-1 make all of a text take two bytes each. */
function sizeOf(text: string): number {
  return /[^\u0000-\u00ff]/.test(text) ? 2 * text.length : text.length;
}

/** The thread gave the UID of every event; only those of ours go further. */
function withOurs(reading: Reading, isOurs: ReadQuery['isOurs']): Reading {
  if (isOurs === undefined) return reading;
  const instances = reading.instances.map((instance) => {
    const { ours, ...rest } = instance;
    return ours === undefined || isOurs(ours) ? instance : rest;
  });
  return { ...reading, instances };
}

/** One thread, asked one thing at a time. */
class Thread {
  isAlive = true;
  private readonly worker: Worker;
  private readonly isReady: Promise<void>;
  private settle: ((answer: ThreadAnswer | Ended) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  constructor(program: URL, megabytes: number) {
    this.worker = new Worker(program, {
      // The young generation is a part of what is promised, and small, as what is read is old soon.
      resourceLimits: { maxOldGenerationSizeMb: megabytes - YOUNG_MB, maxYoungGenerationSizeMb: YOUNG_MB },
      // It needs no secret, nor what the program itself was started with.
      env: {},
      execArgv: [],
    });
    this.worker.on('message', (answer: ThreadAnswer) => this.settle?.(answer));
    this.worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.settle?.({ kind: 'too-large' });
      else this.fail?.(new Error('A calendar could not be read on its thread.', { cause: error }));
    });
    this.worker.on('exit', () => {
      this.isAlive = false;
      this.fail?.(new Error('The thread that reads calendars has ended.'));
    });
    // After the listeners, as one for messages would hold the process again.
    this.worker.unref();
    this.isReady = this.next(START_LIMIT_MS).then((answer) => {
      if (answer.kind !== 'ready') throw new Error('The thread that reads calendars does not start.');
    });
    // Who asks is told; nobody else waits for it.
    this.isReady.catch(() => undefined);
  }

  async ask(request: ThreadRequest, milliseconds: number): Promise<ThreadAnswer | Ended> {
    await this.isReady;
    const [began, before] = [performance.now(), await this.processorTime()];
    const answer = this.next(milliseconds, async () => {
      const now = await this.processorTime();
      if (before === undefined || now === undefined || performance.now() - began > PATIENCE * milliseconds) return 0;
      return Math.max(0, milliseconds - (now - before));
    });
    // A port between threads has no origin, as windows have.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.worker.postMessage(request);
    return answer;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** The timer also keeps the process from ending while it waits, which the thread does not. `left`: milliseconds more. */
  private async next(milliseconds: number, left = async () => 0): Promise<ThreadAnswer | Ended> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    try {
      return await new Promise<ThreadAnswer | Ended>((resolve, reject) => {
        const wait = (time: number) => {
          timer = setTimeout(() => {
            void left().then((more) => {
              if (more > 0 && !isOver) wait(Math.max(more, 10));
              else resolve({ kind: 'late' });
            });
          }, time);
        };
        this.settle = resolve;
        this.fail = reject;
        wait(milliseconds);
      });
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  }

  /** What the thread has used of a processor so far, in milliseconds; undefined where the platform cannot tell (before Node 24.6). */
  private async processorTime(): Promise<number | undefined> {
    const worker: Partial<Pick<Worker, 'cpuUsage'>> = this.worker;
    const used = worker.cpuUsage?.().then(({ user, system }) => (user + system) / 1000);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PROCESSOR_TIME_LIMIT_MS);
    });
    return Promise.race([used, late])
      .catch(() => undefined)
      .finally(() => clearTimeout(timer));
  }
}

const YOUNG_MB = 16;
/** On a machine where others use the processors, a reading takes that much longer at most. */
const PATIENCE = 4;
const PROCESSOR_TIME_LIMIT_MS = 250;
