/** What a person types into the set-up pages, right in every field; cases change what they are about. */

export const PRACTICE = {
  practiceName: 'Hill Practice',
  phone: '+33 1 23 45 67 89',
  email: 'office@hill.example',
  practitionerName: 'Dr. Zoë Martin',
  zone: 'Europe/Paris',
  ownerEmail: 'zoe@hill.example',
};

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Monday to Friday, 09:00 to 17:00. */
export const TYPE: Record<string, string> = {
  name: 'First visit',
  length: '50',
  padding: '10',
  locationKind: 'address',
  locationText: '1 Hill Road',
  ...Object.fromEntries(
    DAYS.flatMap((day) => [
      [`from-${day}`, '09:00'],
      [`to-${day}`, '17:00'],
    ]),
  ),
  ...Object.fromEntries(DAYS.slice(0, 5).map((day) => [`open-${day}`, 'on'])),
};
