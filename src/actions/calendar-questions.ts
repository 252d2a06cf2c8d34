/** What is asked about events of ours that are not where they were put: with the appointments that they are about. */
import { loadAppointment } from '../db/appointments.ts';
import { openQuestions } from '../db/calendar-questions.ts';
import type { Appointment } from '../domain/booking.ts';
import type { CalendarQuestion } from '../domain/connected.ts';
import type { AppointmentId } from '../domain/types.ts';
import type { Context } from './context.ts';

export type AskedAbout = { readonly question: CalendarQuestion; readonly appointment: Appointment };

/** Open ones, the oldest first; of one appointment where it is named. */
export async function listQuestions(ctx: Context, appointmentId?: AppointmentId): Promise<AskedAbout[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const questions = await openQuestions(tx, appointmentId === undefined ? {} : { appointmentId });
    const appointments = await Promise.all(questions.map((question) => loadAppointment(tx, question.appointmentId)));
    return questions.flatMap((question, index) => {
      const appointment = appointments[index];
      return appointment ? [{ question, appointment }] : [];
    });
  });
}
