/**
 * How our own events are known. A hidden property names the appointment, a second one the event it was written into: a copy
 * that the owner makes carries both and has another id, so it is theirs (failures C13).
 */

import { z } from 'zod';
import type { GraphEvent } from './schemas.ts';

const SET = '{7d5e2f2c-3f0b-4a53-9c5e-5b7a1c6f0e41}';
const UID = `String ${SET} Name OpenhoursAppointment`;
const EVENT = `String ${SET} Name OpenhoursEvent`;

/** Marks creation too: an answer of the changes since shows it, and no hidden property. */
const TRANSACTION = 'openhours-';

const written = z.object({
  /** Undefined until the event's id is known: an event that nothing was heard of since it was created. */
  id: z.string().optional(),
  generation: z.number(),
  /** What we wrote of the event's text, so that it is told from the owner's notes. */
  text: z.string(),
});
export type Mark = z.output<typeof written> & { readonly uid: string };

/** Asks for the marks of an event or of each one in a list. */
export const expandMarks = `$expand=${encodeURIComponent(
  `singleValueExtendedProperties($filter=id eq '${UID}' or id eq '${EVENT}')`,
)}`;

/** Only events that name this appointment. */
export function filterByUid(uid: string): string {
  const value = uid.replaceAll("'", "''");
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${UID}' and ep/value eq '${value}')`;
  return `$filter=${encodeURIComponent(filter)}`;
}

export function propertiesFor({ uid, ...rest }: Mark): { id: string; value: string }[] {
  return [
    { id: UID, value: uid },
    { id: EVENT, value: JSON.stringify(rest) },
  ];
}

export function transactionOf(uid: string, generation: number): string {
  return `${TRANSACTION}${generation}-${uid}`;
}

/** May it be ours, as far as an answer without hidden properties tells? */
export function mayBeOurs({ transactionId }: GraphEvent): boolean {
  return transactionId?.startsWith(TRANSACTION) === true;
}

export function markOf({ singleValueExtendedProperties: properties = [] }: GraphEvent): Mark | undefined {
  const valueOf = (name: string) => properties.find(({ id }) => id.toLowerCase() === name.toLowerCase())?.value;
  const uid = valueOf(UID);
  if (uid === undefined) return undefined;
  const rest = parsed(valueOf(EVENT));
  return { uid, generation: 0, text: '', ...rest };
}

/** The appointment that this very event was written for; nothing for a copy of it. */
export function ownUid(event: GraphEvent): string | undefined {
  const mark = markOf(event);
  return mark !== undefined && mark.id === event.id ? mark.uid : undefined;
}

function parsed(value: string | undefined): z.output<typeof written> | undefined {
  try {
    return written.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}
