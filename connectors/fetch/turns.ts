/** At most so many at once for each name; the rest wait their turn. */

export function takeTurns(atOnce: number): <Result>(name: string, work: () => Promise<Result>) => Promise<Result> {
  const running = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();

  return async (name, work) => {
    const busy = running.get(name) ?? 0;
    if (busy >= atOnce) {
      const queue = waiting.get(name) ?? [];
      waiting.set(name, queue);
      // Whoever ends hands over its place, so the number of places stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running.set(name, busy + 1);
    try {
      return await work();
    } finally {
      const next = waiting.get(name)?.shift();
      if (next !== undefined) next();
      else {
        waiting.delete(name);
        const left = (running.get(name) ?? 1) - 1;
        if (left === 0) running.delete(name);
        else running.set(name, left);
      }
    }
  };
}
