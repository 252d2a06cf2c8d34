/** Takes the starts that an expansion finds, in order, and says when there are enough. Counts, so that nothing hangs. */

import type { Rule } from './rule.ts';
import type { Wall } from './wall.ts';

// A century of days, or twenty minutes' seconds of every day of a year: 40 ms of work at most.
const STEPS = 400_000;

export class Found {
  readonly starts: Wall[] = [];
  capped = false;
  private counted = 0;
  steps = 0;
  readonly start: number;
  readonly from: number;
  readonly to: number;
  private readonly cap: number;
  private readonly count: number;
  private readonly most: number;

  constructor(
    rule: Rule,
    wanted: {
      readonly start: Wall;
      readonly from: Wall;
      readonly to: number;
      readonly cap: number;
      readonly most?: number | undefined;
    },
  ) {
    this.start = wanted.start;
    this.from = Math.max(wanted.from, wanted.start);
    this.to = wanted.to;
    this.cap = wanted.cap;
    this.count = rule.count ?? Infinity;
    this.most = Math.min(wanted.most ?? STEPS, STEPS);
  }

  /** False: enough. */
  take(at: number): boolean {
    if (at < this.start) return true;
    if (at >= this.to || this.counted >= this.count) return false;
    this.counted += 1;
    if (at < this.from) return this.step();
    if (this.starts.length >= this.cap) return this.cut();
    this.starts.push(at as Wall); // a start plus whole wall-clock steps is a wall time
    return this.step();
  }

  /** Counts occurrences before the window without looking at each. False: enough. */
  skip(occurrences: number): boolean {
    this.counted += occurrences;
    return this.counted < this.count && this.step();
  }

  /** False: too many steps. */
  step(): boolean {
    this.steps += 1;
    return this.steps <= this.most || this.cut();
  }

  private cut(): false {
    this.capped = true;
    return false;
  }
}
