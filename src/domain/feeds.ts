/** What a feed lets its reader know of an appointment: that time is taken, whose in initials, or whose and where. */

export const FEED_LEVELS = ['busy', 'initials', 'full'] as const;

export type FeedLevel = (typeof FEED_LEVELS)[number];

/** So many letters say who it is to somebody who knows, and fit where calendars show little. */
const MOST_LETTERS = 3;

/** `A.B.` of `Ada Byron`: the first letter of each of the first words, whatever the script; empty where there is no letter. */
export function initials(name: string): string {
  const letters = name
    .split(/[\s-]+/)
    .map((word) => /\p{L}/u.exec(word.normalize('NFC'))?.[0])
    .filter((letter) => letter !== undefined);
  return letters
    .slice(0, MOST_LETTERS)
    .map((letter) => `${letter.toLocaleUpperCase('en')}.`)
    .join('');
}
