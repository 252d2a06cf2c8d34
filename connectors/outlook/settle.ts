/** Which event of a calendar is the one we wrote for an appointment. What is asked after an answer was lost. */

import type { Access } from '../provider.ts';
import { eventsOf, isGone } from './events.ts';
import { type Graph, part } from './graph.ts';
import { expandMarks, filterByUid, type Mark, markOf } from './mark.ts';
import type { GraphEvent } from './schemas.ts';

export type Ours = { readonly event: GraphEvent; readonly mark: Mark };

/** Copies that the owner made are passed over. Of two that we made, the one that nothing was heard of is removed (failures B04). */
export async function settle(
  graph: Graph,
  { access, calendar, uid }: { access: Access; calendar: string; uid: string },
): Promise<Ours | undefined> {
  // Listed in its calendar: by its id an event may still be found in the bin.
  const path = `/me/calendars/${part(calendar)}/events?${filterByUid(uid)}&${expandMarks}`;
  const events = eventsOf((await graph.list(access, path)).items);
  const marked = events.flatMap((event): Ours[] => {
    const mark = markOf(event);
    return mark?.uid === uid ? [{ event, mark }] : [];
  });
  const known = marked.find(({ event, mark }) => mark.id === event.id);
  const [oldest, ...younger] = marked.filter(({ mark }) => mark.id === undefined).toSorted(byAge);
  const twins = known && oldest ? [oldest, ...younger] : younger;
  for (const { event } of twins) await removeById(graph, access, event.id);
  return known ?? oldest;
}

/** Gone already is fine (failures B08). */
export async function removeById(graph: Graph, access: Access, id: string): Promise<void> {
  try {
    await graph.delete(access, `/me/events/${part(id)}`);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function byAge(a: Ours, b: Ours): number {
  return Date.parse(a.event.createdDateTime ?? '') - Date.parse(b.event.createdDateTime ?? '') || 0;
}
