/** What a booking link shows before a time is chosen. Nothing here that a patient may not see: no padding, no address of staff. */
import type { Database } from '../db/database.ts';
import { loadPractice, practiceOfSlug } from '../db/practices.ts';
import { loadPractitioners } from '../db/practitioners.ts';
import { loadTypes } from '../db/types.ts';
import type {
  AppointmentType,
  Location,
  Minutes,
  PracticeId,
  PractitionerId,
  SlotSearch,
  TypeId,
  Zone,
} from '../domain/types.ts';

export type PublicPractitioner = {
  readonly id: PractitionerId;
  readonly slug: string;
  readonly name: string;
  readonly zone: Zone;
};

export type PublicType = {
  readonly id: TypeId;
  readonly name: string;
  readonly length: Minutes;
  readonly location: Location | undefined;
  readonly note: string;
  readonly practitionerIds: readonly PractitionerId[];
};

/** While online booking is off (`open: false`) it names the practice and how to reach it, and nothing else. */
export type PublicPage = {
  readonly practiceId: PracticeId;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly patientWord: 'patient' | 'client';
  readonly policyText: string;
  readonly pageNotice: string;
  readonly open: boolean;
  /** Websites that may show the page in a frame. */
  readonly embedOrigins: readonly string[];
  readonly askNote: boolean;
  readonly firstAvailable: boolean;
  readonly practitioners: readonly PublicPractitioner[];
  readonly types: readonly PublicType[];
};

/**
 * The page of a practice, or of one of its practitioners. Undefined when the link leads nowhere.
 * @param audience `existing` for a personal link: types kept to existing patients are on it
 */
export async function publicPractice(
  db: Database,
  practiceSlug: string,
  practitionerSlug?: string,
  audience: SlotSearch['audience'] = 'everyone',
): Promise<PublicPage | undefined> {
  const practiceId = await practiceOfSlug(db.sql, practiceSlug);
  if (practiceId === undefined) return undefined;
  return db.tenant(practiceId, async (tx) => {
    const [practice, everyone, types] = await Promise.all([loadPractice(tx), loadPractitioners(tx), loadTypes(tx)]);
    if (!practice) return undefined;
    const active = everyone.filter(
      (one) => one.active && (practitionerSlug === undefined || one.slug === practitionerSlug),
    );
    if (practitionerSlug !== undefined && active.length === 0) return undefined;
    const { name, phone, email, patientWord, settings, embedOrigins } = practice;
    const open = settings.allowOnlineBooking;
    const named = { practiceId, name, phone, email, patientWord, open, embedOrigins };
    if (!open) {
      const nothing = { policyText: '', pageNotice: '', askNote: false, firstAvailable: false };
      return { ...named, ...nothing, practitioners: [], types: [] };
    }
    const shown = types
      .filter((type) => type.state === 'listed' && (type.audience === 'everyone' || audience === 'existing'))
      .map((type) =>
        publicType(
          type,
          active.map(({ id }) => id),
        ),
      )
      .filter((type) => type.practitionerIds.length > 0);
    const offering = new Set(shown.flatMap((type) => type.practitionerIds));
    return {
      ...named,
      policyText: practice.policyText,
      pageNotice: practice.pageNotice,
      askNote: practice.askNote,
      firstAvailable: practice.firstAvailable && practitionerSlug === undefined,
      practitioners: active
        .filter(({ id }) => practitionerSlug !== undefined || offering.has(id))
        .map((one) => ({ id: one.id, slug: one.slug, name: one.name, zone: one.zone })),
      types: shown,
    };
  });
}

function publicType(type: AppointmentType, active: readonly PractitionerId[]): PublicType {
  const { id, name, length, location, note, offeredBy } = type;
  const practitionerIds = active.filter((one) => offeredBy === 'all' || offeredBy.includes(one));
  return { id, name, length, location, note, practitionerIds };
}
