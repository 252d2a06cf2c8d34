/** Hands on occurrences several a day that touch as one: a series of one a minute would be half a million a year. */

import { instant } from '../../src/domain/interval.ts';
import type { Instant, Interval } from '../../src/domain/types.ts';
import type { RawEvent } from './raw.ts';
import type { Expander } from './series.ts';

type Occurrence = Interval & { readonly event: RawEvent; readonly occurrence: number };

export class Runs {
  private readonly expander: Expander;
  private readonly joins: boolean;
  private run: Occurrence | undefined;

  constructor(expander: Expander, joins: boolean) {
    this.expander = expander;
    this.joins = joins;
  }

  add(event: RawEvent, occurrence: number, start: Instant, end: Instant): void {
    const { run } = this;
    if (!this.joins) this.expander.found.add(event, occurrence, start, end);
    else if (run?.event === event && start >= run.start && start <= run.end) {
      this.run = { ...run, end: instant(Math.max(run.end, end)) };
    } else {
      this.end();
      this.run = { event, occurrence, start, end };
    }
  }

  end(): void {
    const { run } = this;
    if (run !== undefined) this.expander.found.add(run.event, run.occurrence, run.start, run.end);
    this.run = undefined;
  }
}
