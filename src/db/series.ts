/** Appointments that were booked together. */
import type { Appointment } from '../domain/booking.ts';
import { appointmentsWhere } from './appointments.ts';
import type { Tx } from './database.ts';

/** All of them, cancelled ones too, in order of start. */
export async function appointmentsOfSeries(tx: Tx, seriesId: string): Promise<Appointment[]> {
  return appointmentsWhere(tx, tx`a.series_id = ${seriesId}`);
}
