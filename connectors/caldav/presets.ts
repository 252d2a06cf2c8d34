/** Services whose address nobody should have to know, and which hosts are the same party. */

type Preset = {
  readonly name: string;
  /** What people type for it. */
  readonly hosts: readonly string[];
  readonly address: string;
  /** Hosts on which the service keeps calendars; the login may go there, too. */
  readonly keeps: RegExp;
};

/** A Nextcloud has an address of its own; it is found by where it answers ({@link USUAL_PATHS}). */
const PRESETS: readonly Preset[] = [
  {
    name: 'iCloud',
    hosts: ['icloud.com', 'www.icloud.com', 'caldav.icloud.com', 'me.com', 'mac.com'],
    address: 'https://caldav.icloud.com/',
    // Each account lives on one of many, such as p42-caldav.icloud.com.
    keeps: /^(p\d+-)?caldav\.icloud\.com$/,
  },
  {
    name: 'Fastmail',
    hosts: ['fastmail.com', 'www.fastmail.com', 'app.fastmail.com', 'caldav.fastmail.com', 'fastmail.fm'],
    address: 'https://caldav.fastmail.com/',
    keeps: /^(d\d+\.)?caldav\.fastmail\.com$/,
  },
];

/** Where servers answer that have no `.well-known`, or a broken one: at the root, Nextcloud, SOGo and others. */
export const USUAL_PATHS = ['/', '/remote.php/dav/', '/dav/', '/caldav/'] as const;

export function presetOf(url: URL): Preset | undefined {
  return PRESETS.find(({ hosts }) => hosts.includes(url.hostname));
}
