/** Routing of links that are derived: hash of a derived token → practice and subject. Read before a practice is known. */
import type { AppointmentId, Instant, PatientId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate } from './times.ts';

/** Made or prolonged: a moved appointment's link lives as long after its new end. */
export async function routeManageToken(
  tx: Tx,
  route: { readonly hash: Uint8Array; readonly appointmentId: AppointmentId; readonly expires: Instant },
): Promise<void> {
  await tx`select route_token(${route.hash}, 'manage', ${route.appointmentId}, ${toDate(route.expires)})`;
}

export async function routeMyAppointments(
  tx: Tx,
  route: { readonly hash: Uint8Array; readonly subject: string; readonly expires: Instant },
): Promise<void> {
  await tx`select route_token(${route.hash}, 'my-appointments', ${route.subject}, ${toDate(route.expires)})`;
}

export async function routePersonalLink(
  tx: Tx,
  route: { readonly hash: Uint8Array; readonly patientId: PatientId; readonly expires: Instant },
): Promise<void> {
  await tx`select route_token(${route.hash}, 'personal', ${route.patientId}, ${toDate(route.expires)})`;
}

export async function routeInvitation(
  tx: Tx,
  route: { readonly hash: Uint8Array; readonly invitationId: string; readonly expires: Instant },
): Promise<void> {
  await tx`select route_token(${route.hash}, 'invitation', ${route.invitationId}, ${toDate(route.expires)})`;
}
