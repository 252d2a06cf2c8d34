/** Whose clock the times are shown in, and how to choose another: a plain form, so that it works without scripts. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Icon } from '../icons.tsx';
import { offset, zoneName, zonePlace } from '../format.ts';

export function ZoneChoice(props: {
  action: string;
  /** The patient's zone, as chosen or found; the practitioner's while unknown. */
  chosen: Zone;
  practitioner: Zone;
  now: Instant;
  /** What else the address says. */
  keep: Readonly<Record<string, string | undefined>>;
  sentence: string;
}) {
  return (
    <div class="zone-choice">
      <p class="zone-now small soft">
        <Icon name="globe" size={18} />
        <span>{props.sentence}</span>
      </p>
      <details class="small">
        <summary>Change time zone</summary>
        <form class="zone-form" method="get" action={props.action} data-swap="">
          {Object.entries(props.keep).map(([name, value]) =>
            value ? <input type="hidden" name={name} value={value} /> : undefined,
          )}
          <div class="field">
            <label for="zone">Your time zone</label>
            <select id="zone" name="zone">
              {groups(props).map(([region, zones]) => (
                <optgroup label={region}>
                  {zones.map((zone) => (
                    <option value={zone} selected={zone === props.chosen}>
                      {`${zonePlace(zone)} (${offset(props.now, zone)})`}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </div>
          <button class="button button-quiet">Show</button>
        </form>
      </details>
    </div>
  );
}

/** `Times are shown in Eastern Time – New York.` and, where patient and practitioner differ, whose clock that is. */
export function zoneSentence(zones: { first: Zone; other: Zone | undefined }, now: Instant, inPerson: boolean): string {
  const sentence = `Times are shown in ${zoneName(zones.first, now)}.`;
  if (!zones.other) return sentence;
  return inPerson
    ? `${sentence} You visit in person, so the practice’s clock counts.`
    : `${sentence} The practice’s own clock is beside each.`;
}

let regions: readonly (readonly [string, readonly Zone[]])[] | undefined;

function groups({
  chosen,
  practitioner,
}: {
  chosen: Zone;
  practitioner: Zone;
}): readonly (readonly [string, readonly Zone[]])[] {
  regions ??= byRegion(Intl.supportedValuesOf('timeZone'));
  // A browser may name a zone by an older name than the platform lists.
  const listed = new Set(regions.flatMap(([, zones]) => zones));
  const first = [...new Set([chosen, practitioner, 'UTC'])].filter((zone) => !listed.has(zone));
  return first.length > 0 ? [['Yours and the practice’s', first] as const, ...regions] : regions;
}

function byRegion(zones: readonly Zone[]): [string, Zone[]][] {
  const found = new Map<string, Zone[]>();
  for (const zone of zones) {
    const region = zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'Other';
    const there = found.get(region);
    if (there) there.push(zone);
    else found.set(region, [zone]);
  }
  return [...found];
}
