/** Works on what is due, several at a time. What takes long keeps no place, so that nothing else waits for it (failures E20). */

export type Due<Job> = {
  /** Takes up to `most` under a lease. */
  readonly claim: (most: number) => Promise<readonly Job[]>;
  /** Never rejects. */
  readonly work: (job: Job) => Promise<void>;
  /** Makes the leases of what is being worked on longer; asked every half minute. */
  readonly renew?: (jobs: readonly Job[]) => Promise<void>;
};

export type WorkLimits = {
  readonly atOnce: number;
  /** After so many no more are begun. */
  readonly most?: number;
  /** Aborted: no more are begun. */
  readonly signal?: AbortSignal | undefined;
};

/** From then on a job waits for somebody else, who may not answer at all. */
const SLOW_MS = 2_000;
/** Slow ones beside those that are not: each holds a socket, and little else. */
const MOST_SLOW = 64;
/** Meanwhile something else may have become due. */
const LOOK_AGAIN_MS = 5_000;
const RENEW_MS = 30_000;

/** Ends when nothing is due and nothing is being worked on any more. @returns how many jobs that were. */
export async function workOff<Job>({ claim, work, renew }: Due<Job>, limits: WorkLimits): Promise<number> {
  const { atOnce, most = Infinity, signal } = limits;
  const running = new Map<Job, Promise<void>>();
  const quick = new Set<Job>();
  const news = bell();
  let begun = 0;
  let renewed = performance.now();

  const begin = (job: Job): void => {
    begun += 1;
    quick.add(job);
    const timer = setTimeout(() => {
      quick.delete(job);
      news.ring();
    }, SLOW_MS);
    const ended = work(job).finally(() => {
      clearTimeout(timer);
      quick.delete(job);
      running.delete(job);
      news.ring();
    });
    running.set(job, ended);
  };

  try {
    for (;;) {
      const places = Math.min(atOnce - quick.size, atOnce + MOST_SLOW - running.size, most - begun);
      if (places > 0 && signal?.aborted !== true) for (const job of await claim(places)) begin(job);
      if (running.size === 0) return begun;
      await news.heard(LOOK_AGAIN_MS);
      if (renew !== undefined && performance.now() >= renewed + RENEW_MS) {
        renewed = performance.now();
        await renew([...running.keys()]);
      }
    }
  } finally {
    await Promise.all(running.values());
  }
}

/** Rung before anybody listens it is heard all the same. */
function bell(): { ring(): void; heard(withinMs: number): Promise<void> } {
  let isRung = false;
  let wake = (): void => {};
  return {
    ring() {
      isRung = true;
      wake();
    },
    async heard(withinMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, withinMs);
        if (isRung) resolve();
      });
      clearTimeout(timer);
      isRung = false;
    },
  };
}
