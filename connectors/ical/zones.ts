/**
 * Which clock a TZID means: an IANA zone, one that the calendar describes, one that Outlook names, a fixed offset. The
 * platform's IANA data beats a description of the same name, since old exports carry rules that were changed since.
 */

import { Temporal } from 'temporal-polyfill';
import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import type { Interval, Zone } from '../../src/domain/types.ts';
import { isZone } from '../../src/domain/zone.ts';
import { type Clock, fixedClock, zoneClock } from './clock.ts';
import { displayNames, withdrawnNames } from './display-names.ts';
import type { RawObservance } from './raw.ts';
import { limits } from './limits.ts';
import type { Allowance } from './rules.ts';
import { describedClock } from './vtimezone.ts';

/** Finds clocks by TZID; undefined when nothing tells what the name means. */
export type ClockFinder = {
  readonly find: (tzid: string) => Clock | undefined;
  /** The calendar names more zones than are looked up: its times cannot be trusted. */
  readonly isFull: () => boolean;
};

/** For one calendar, with the zones it describes itself; these speak for times around `window`. */
export function clockFinder(
  described: ReadonlyMap<string, readonly RawObservance[]>,
  window: Interval,
  allowance: Allowance,
): ClockFinder {
  const found = new Map<string, Clock | undefined>();
  const byLowerCase = new Map([...described].map(([id, parts]) => [id.toLowerCase(), parts] as const));
  let isFull = false;
  const look = (tzid: string): Clock | undefined => {
    const id = tzid.replaceAll(/\\(.)/g, '$1').trim();
    if (id === '' || id.length > limits.zoneNameLength) return undefined;
    const iana = canonical(id);
    if (iana !== undefined) return zoneClock(iana);
    const parts = described.get(id) ?? byLowerCase.get(id.toLowerCase());
    const own = parts === undefined ? undefined : describedClock(parts, window, allowance);
    return own ?? namedClock(id);
  };
  return {
    find(tzid) {
      if (found.has(tzid)) return found.get(tzid);
      isFull ||= found.size >= limits.zones;
      const clock = isFull ? undefined : look(tzid);
      if (!isFull) found.set(tzid, clock);
      return clock;
    },
    isFull: () => isFull,
  };
}

function namedClock(id: string): Clock | undefined {
  const zone = windowsZone(id) ?? displayZone(id) ?? withoutVendor(id);
  if (zone !== undefined) return zoneClock(zone);
  const offset = offsetIn(id);
  return offset === undefined ? undefined : fixedClock(offset);
}

/** The id in IANA's own letter case, so that no calendar can fill the zone tables with spellings. */
function canonical(id: string): Zone | undefined {
  return isZone(id) ? Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id).timeZoneId : undefined;
}

/** Territory 001 is the zone that stands for the whole Windows name. */
const windowsZones = new Map(
  WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001').map(
    ({ windowsName, iana }) => [windowsName.toLowerCase(), iana[0]] as const,
  ),
);

function windowsZone(id: string): Zone | undefined {
  const name = id
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/ daylight time$/, ' standard time');
  return windowsZones.get(withdrawnNames[name]?.toLowerCase() ?? name);
}

/** Outlook's display names, "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna". */
function displayZone(id: string): Zone | undefined {
  const name = /^\((?:UTC|GMT)[^)]*\)\s*(.+)$/i.exec(id)?.[1]?.trim().toLowerCase();
  if (name === undefined) return undefined;
  const first = name.split(/\s*,\s*/)[0] ?? name;
  const windows = displayNames[name] ?? displayNames[first];
  if (windows !== undefined) return windowsZone(windows);
  const plain = name.replace(/\s+time\b.*$/, '').replace(/\s*\(.*$/, '');
  return windowsZone(`${plain} Standard Time`) ?? cityZone(first);
}

function cityZone(city: string): Zone | undefined {
  // Of two cities of one name the first, as the list has them.
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone')
      .toReversed()
      .map((zone) => [zone.slice(zone.lastIndexOf('/') + 1).toLowerCase(), zone]),
  );
  return cities.get(city.replaceAll(' ', '_'));
}

let cities: Map<string, Zone> | undefined;

/** `/mozilla.org/20070129_1/Europe/Berlin`, `tzone://Microsoft/Utc`: the longest ending that is a zone. */
function withoutVendor(id: string): Zone | undefined {
  if (!id.includes('/')) return undefined;
  const parts = id.split('/').filter((part) => part !== '');
  for (let length = Math.min(3, parts.length); length > 0; length--) {
    const zone = canonical(parts.slice(-length).join('/'));
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** "GMT+0530" and "(UTC-03:00) Somewhere" say the offset itself, plus is east; unlike Etc/GMT+5, which is IANA's. */
function offsetIn(id: string): number | undefined {
  const parts = /^\(?(?:UTC|GMT)?\s*([+-])(\d{1,2})(?:[:.]?(\d\d))?(?:\)|$)/i.exec(id);
  if (parts === null) return /^\((?:UTC|GMT)\)/i.test(id) ? 0 : undefined;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return minutes > 18 * 60 ? undefined : (parts[1] === '-' ? -minutes : minutes) * 60_000;
}
