/** Types of the yardstick: a straight merge over sorted arrays. */

import type { Workload } from './workload.mjs';

export type MergedBusy = { readonly s: Float64Array; readonly e: Float64Array; readonly n: number };
export function mergeBusy(raw: readonly [number, number][], padBeforeMs: number, padAfterMs: number): MergedBusy;
export function slots(workload: Workload, busy: MergedBusy): Float64Array;
