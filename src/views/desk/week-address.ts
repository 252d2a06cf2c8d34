/** The address of a week of reserved time. */
import type { LocalDate, PractitionerId, TypeId } from '../../domain/types.ts';

/** `type`: whose open times are shown. */
export type ChosenWeek = { readonly practitioner: PractitionerId; readonly type: TypeId | undefined };

export function weekAddress({ practitioner, type }: ChosenWeek, week: LocalDate): string {
  const query = { practitioner, ...(type && { type }), week };
  return `/desk/openings?${new URLSearchParams(query).toString()}`;
}
