/** Types of the workload: busy intervals as `[start, end]` in epoch milliseconds, and working hours in New York. */

export type Workload = {
  readonly id: string;
  readonly profile: 'spread' | 'offhours';
  readonly n: number;
  readonly timeZone: string;
  readonly days: readonly number[];
  readonly startMin: number;
  readonly endMin: number;
  readonly durationMin: number;
  readonly padBeforeMin: number;
  readonly padAfterMin: number;
  readonly stepMin: number;
  readonly minNoticeMin: number;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly windowDays: number;
};
export function rng(seed: number): () => number;
export function workloads(): Generator<Workload>;
export function busyEvents(n: number, profile: Workload['profile']): [number, number][];
