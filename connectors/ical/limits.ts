/** How much of one calendar is read, in one place, each figure with its reason. What a limit cuts off is reported. */

export const limits = {
  /** Longest content line kept. 200,000 exceptions on one line are 3.2 MB; attachments, which are longer, are not read. */
  lineLength: 4_000_000,
  /** Longest zone name looked at. IANA's longest has 32 characters, Outlook's display names under 100. */
  zoneNameLength: 255,
  /** Longest rule text taken apart. Lists are short once doubled numbers are gone, so this costs little. */
  ruleLength: 500_000,
  /** Instances of one event in the asked stretch: one every ten minutes for a year. */
  instancesPerEvent: 50_000,
  /** Instances of the whole calendar: 500 a day for two years; each costs about 200 bytes. */
  instances: 400_000,
  /** Exceptions and extra dates of one event. A series of one a minute, all excepted, for four months. */
  datesPerEvent: 200_000,
  /** Changes of one zone that a calendar describes itself: two a year since 1960 are 140. */
  zoneChanges: 2_000,
  /** Zones that a calendar describes itself and uses. Outlook writes a handful, world-wide calendars some hundred. */
  zones: 1_000,
  /** A self-described zone is followed from here on; no clock of today depends on what was before. */
  zoneFloor: Date.UTC(1960, 0, 1),
  /** Longest length of one event in days (a hundred centuries): what is longer is a mistake. */
  lengthInDays: 3_652_500,
  /** Warnings kept of one calendar: a person reads no more. The rest is counted. */
  warnings: 100,
} as const;
