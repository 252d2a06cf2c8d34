/** A door that lets a number of workers in and keeps the others waiting, but not for ever (failures K10). */

/** Every connection is in use; `code` makes it a 503. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
  readonly code = 'DATABASE_BUSY';
}

export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** First come, first served. Who waited `patienceMs` is turned away with DatabaseBusyError, its work not begun. */
export function gate(most: number, patienceMs: number): Gate {
  let inside = 0;
  const waiting = new Set<() => void>();

  const enter = (): Promise<void> => {
    if (inside < most) {
      inside++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(admit);
        reject(new DatabaseBusyError(`All ${most} connections to the database were in use for ${patienceMs} ms.`));
      }, patienceMs);
      const admit = (): void => {
        clearTimeout(timer);
        resolve();
      };
      waiting.add(admit);
    });
  };
  const leave = (): void => {
    const [next] = waiting;
    if (!next) return void inside--;
    waiting.delete(next); // its place is handed over
    next();
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
