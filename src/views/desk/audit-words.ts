/** The audit log in words: what each action is called, and what of its details helps a reader. */
import type { AuditKind } from '../../domain/audit.ts';

export const KIND_WORDS: Readonly<Record<AuditKind, string>> = {
  saw: 'Looked at',
  booked: 'Booked or moved',
  cancelled: 'Cancelled or erased',
  changed: 'Changed',
  exported: 'Exported',
  access: 'Access and links',
};

const WORDS: Readonly<Record<string, string>> = {
  'access.changed': 'Changed who may do what',
  'api-key.issued': 'Made an API key',
  'api-key.revoked': 'Revoked an API key',
  'appointment.booked': 'Booked an appointment',
  'appointment.cancelled': 'Cancelled an appointment',
  'appointment.mail-repeated': 'Sent the link of an appointment again',
  'appointment.moved': 'Moved an appointment',
  'appointment.no-show': 'Noted that nobody came',
  'appointment.no-show-undone': 'Took back that nobody came',
  'appointment.verified': 'Confirmed the time of an appointment',
  'appointment.viewed': 'Looked at an appointment',
  'appointments.listed': 'Looked at a list of appointments',
  'audit.viewed': 'Looked at this audit log',
  'calendar.said-away': 'Said that somebody is away',
  'calendar.said-not-away': 'Said that somebody is not away',
  'closure.added': 'Closed a stretch of time',
  'closure.removed': 'Opened a closed stretch of time again',
  'connection.added': 'Connected a calendar',
  'connection.removed': 'Disconnected a calendar',
  'embedding.changed': 'Changed which websites may show the booking page',
  'feed.made': 'Made a feed',
  'feed.removed': 'Removed a feed',
  'feed.replaced': 'Replaced the address of a feed',
  'feed.viewed': 'Read a feed',
  'invitation.accepted': 'Accepted an invitation',
  'invitation.sent': 'Invited somebody',
  'invitation.sent-again': 'Invited somebody again',
  'invitation.withdrawn': 'Withdrew an invitation',
  'mails.listed': 'Looked at mails that were not sent',
  'member.changed': 'Changed what somebody may do',
  'member.passkeys-forgotten': 'Forgot somebody’s passkeys',
  'member.removed': 'Removed somebody from the practice',
  'my-appointments.asked': 'Asked for a link to their appointments',
  'owner.replaced': 'Replaced the owner',
  'patient.changed': 'Changed the details of a patient',
  'patient.erased': 'Erased a patient',
  'patient.exported': 'Exported all data of a patient',
  'patient.viewed': 'Looked at a patient',
  'patients.listed': 'Looked at a list of patients',
  'personal-link.issued': 'Made a personal link for a patient',
  'plan.changed': 'Changed the plan',
  'practice.changed': 'Changed the practice',
  'practice.set-up': 'Set up the practice',
  'practitioner.added': 'Added a practitioner',
  'practitioner.changed': 'Changed a practitioner',
  'session.started': 'Signed in',
  'settings.changed': 'Changed the online-booking settings',
  'type.added': 'Added an appointment type',
  'type.changed': 'Changed an appointment type',
  'types.ordered': 'Put the appointment types in order',
};

/** What is not named here is said as it is written: `opening.removed` is “Opening: removed”. */
export function actionWords(action: string, patientWord: 'patient' | 'client'): string {
  const words = Object.hasOwn(WORDS, action) ? WORDS[action] : undefined;
  if (words !== undefined) return words.replaceAll(/\bpatient\b/g, patientWord);
  const [thing = '', done = ''] = action.split('.', 2).map((part) => part.replaceAll('-', ' '));
  return `${thing.charAt(0).toLocaleUpperCase('en')}${thing.slice(1)}${done ? `: ${done}` : ''}`;
}

/** `fields: name phone`, or `3 in it` of a list; revisions help nobody. */
export function detailWords(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([name, value]) => name !== 'revision' && name !== 'practitioner' && value !== '')
    .map(([name, value]) => detail(name, value))
    .join(' · ');
}

function detail(name: string, value: unknown): string {
  if (name === 'found') return `${String(value)} in it`;
  if (name === 'passkey') return value === true ? 'with a passkey' : 'by a link in a mail';
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
