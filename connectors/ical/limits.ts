/** How much of one calendar is read, in one place, each figure with its reason. What a limit cuts off is reported. */

export const limits = {
  /** Bytes of a body as it arrives: 10,000 events as programs write them. What is larger is an archive. */
  body: 10_000_000,
  /** The same once unpacked, so that a packed body of nothing (a thousandfold) is not unpacked to its end. */
  unpackedBody: 20_000_000,
  /**
   * For one reading on a thread, beside the text itself: ten times what the largest real calendar takes. All that follows
   * is chosen so that no text gets there.
   */
  thread: { milliseconds: 1000, megabytes: 64 },
  /** Longest content line kept. 200,000 exceptions on one line are 3.2 MB; attachments, which are longer, are not read. */
  lineLength: 4_000_000,
  /** Longest zone name looked at. IANA's longest has 32 characters, Outlook's display names under 100. */
  zoneNameLength: 255,
  /** Longest rule text taken apart. Lists are short once doubled numbers are gone, so this costs little. */
  ruleLength: 500_000,
  /** Components inside components. An alarm in an event in a calendar is three. */
  nesting: 50,
  /** Starts of one rule in the asked stretch: one a minute for two months, one every ten minutes for two years. */
  startsPerRule: 110_000,
  /** Instances of the whole calendar: 70 a day for two years; each costs about 250 bytes, a period of free/busy time twice that. */
  instances: 50_000,
  /** The same where only the time is asked for, which costs 16 bytes. */
  spans: 1_000_000,
  /**
   * Events kept until the calendar is read, which single ones far from the asked time are not; each costs about 500
   * bytes. A body of 20 MB holds 23,000 events as programs write them.
   */
  events: 40_000,
  /** Steps of all rules together, about a second: 50,000 weekly series asked for a year take a third of it. */
  steps: 8_000_000,
  /** Different rules remembered while a calendar is read: most calendars have less than a hundred. */
  knownRules: 1000,
  /** Exceptions of one event, and different starts of several rules. A series of one a minute, all excepted, for four months. */
  datesPerEvent: 200_000,
  /** Extra dates of one event, which may each have a length: one every ten minutes for a year. */
  extraDatesPerEvent: 50_000,
  /** Changes of one zone that a calendar describes itself, in the stretch that matters: two a year are usual. */
  zoneChanges: 500,
  /** Different zone names looked up in one calendar. The whole world has 418. */
  zones: 500,
  /** A self-described zone is followed from so long before the asked stretch, so that one change lies before it. */
  zoneLead: 800 * 86_400_000,
  /** Longest length of one event in days (a hundred centuries): what is longer is a mistake. */
  lengthInDays: 3_652_500,
  /** Warnings kept of one calendar: a person reads no more. The rest is counted. */
  warnings: 100,
} as const;
