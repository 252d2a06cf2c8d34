/** At most so many at once for each name; the rest wait their turn. */

export type TurnRules = {
  /** After as many of one name in a row as may run at once, whoever waits gets the same error: it would be theirs, too, in a while. */
  readonly isLost?: (error: unknown, tookMs: number) => boolean;
};

type Row = { running: number; lost: number; readonly waiting: Turn[] };
type Turn = { readonly begin: () => void; readonly refuse: (error: unknown) => void };

export function takeTurns(
  atOnce: number,
  { isLost = () => false }: TurnRules = {},
): <Result>(name: string, work: () => Promise<Result>) => Promise<Result> {
  const rows = new Map<string, Row>();

  return async (name, work) => {
    const row = rows.get(name) ?? { running: 0, lost: 0, waiting: [] };
    rows.set(name, row);
    // Whoever ends hands over its place, so the number of places stays as it is.
    if (row.running >= atOnce) await new Promise<void>((begin, refuse) => row.waiting.push({ begin, refuse }));
    else row.running += 1;
    const begun = performance.now();
    try {
      const result = await work();
      row.lost = 0;
      return result;
    } catch (error) {
      row.lost = isLost(error, performance.now() - begun) ? row.lost + 1 : 0;
      if (row.lost >= atOnce) for (const { refuse } of row.waiting.splice(0)) refuse(error);
      throw error;
    } finally {
      const next = row.waiting.shift();
      if (next !== undefined) next.begin();
      else {
        row.running -= 1;
        if (row.running === 0) rows.delete(name);
      }
    }
  };
}
