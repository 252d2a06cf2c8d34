/** The hour on the wall, for sorting times into parts of the day. */
import type { Instant, Zone } from '../../domain/types.ts';
import { toLocal } from '../../domain/zone.ts';

export function localHour(at: Instant, zone: Zone): number {
  return Number(toLocal(at, zone).slice(11, 13));
}
