/** Whether the practice, the practitioner and the type offer anything at all: the switches, apart from any time. */

import type { Reason, SlotSearch } from './types.ts';

/** Empty: everything is switched on. */
export function switchedOff({ settings, practitioner, type, audience }: SlotSearch): Reason[] {
  const reasons: Reason[] = [];
  if (!settings.allowOnlineBooking) reasons.push({ code: 'online-booking-off' });
  if (!practitioner.active) reasons.push({ code: 'practitioner-inactive' });
  if (type.offeredBy !== 'all' && !type.offeredBy.includes(practitioner.id)) reasons.push({ code: 'type-not-offered' });
  if (type.state === 'hidden') reasons.push({ code: 'type-hidden' });
  if (type.state === 'archived') reasons.push({ code: 'type-archived' });
  if (type.audience === 'existing' && audience !== 'existing') reasons.push({ code: 'existing-patients-only' });
  return reasons;
}
