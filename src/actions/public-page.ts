/** What a booking link shows before a time is chosen. Nothing here that a patient may not see: no padding, no address of staff. */
import type { Location, Minutes, PracticeId, PractitionerId, TypeId, Zone } from '../domain/types.ts';

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
  readonly askNote: boolean;
  readonly firstAvailable: boolean;
  readonly practitioners: readonly PublicPractitioner[];
  readonly types: readonly PublicType[];
};
