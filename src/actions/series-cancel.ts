/** What follows of a series is cancelled together, with one mail about all of it. */
import { loadAppointment, lockPractitionerOf } from '../db/appointments.ts';
import { appointmentsOfSeries } from '../db/series.ts';
import type { Appointment } from '../domain/booking.ts';
import type { AppointmentId, Outcome } from '../domain/types.ts';
import { cancelIn } from './cancel.ts';
import type { Context } from './context.ts';
import type { Refusal } from './refusal.ts';
import { tellOfSeries } from './series.ts';

export type FollowingCancelled = { readonly cancelled: readonly Appointment[] };

/** The appointment and all of its series that come after it. One that belongs to no series is cancelled alone. */
export async function cancelFollowing(
  ctx: Context,
  asked: { readonly appointmentId: AppointmentId; readonly tell: boolean },
): Promise<Outcome<FollowingCancelled, Refusal>> {
  const { appointmentId, tell } = asked;
  return ctx.db.tenant(ctx.practiceId, async (tx): Promise<Outcome<FollowingCancelled, Refusal>> => {
    await lockPractitionerOf(tx, appointmentId);
    const from = await loadAppointment(tx, appointmentId);
    if (!from) return { ok: false, refusal: { code: 'not-found' } };
    const { seriesId } = from;
    const all = seriesId === undefined ? [from] : await appointmentsOfSeries(tx, seriesId);
    const following = all.filter(
      ({ start, end, status }) => start >= from.start && end > ctx.now && status === 'confirmed',
    );
    const cancelled: Appointment[] = [];
    for (const { id } of following) {
      const outcome = await cancelIn(ctx, tx, { appointmentId: id, tell: tell && seriesId === undefined });
      if (!outcome.ok) return outcome;
      cancelled.push(outcome.value.appointment);
    }
    const [first] = cancelled;
    if (first && tell && seriesId !== undefined) await tellOfSeries(ctx, tx, first);
    return { ok: true, value: { cancelled } };
  });
}
