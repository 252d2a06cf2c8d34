/** Where an appointment takes place: an address, a phone call, a video link. */
import type { Location } from '../../domain/types.ts';
import { Fact } from '../components.tsx';

export function Place({ location }: { location: Location | undefined }) {
  if (!location) return undefined;
  if (location.kind === 'address') {
    return (
      <Fact icon="place" term="Where">
        <span class="lines" dir="auto">
          {location.text || 'In person'}
        </span>
      </Fact>
    );
  }
  if (location.kind === 'phone') {
    return (
      <Fact icon="phone" term="Where">
        By phone
        {location.text ? <Details text={location.text} /> : undefined}
      </Fact>
    );
  }
  return (
    <Fact icon="video" term="Where">
      Video call
      {location.text ? <Details text={location.text} /> : undefined}
    </Fact>
  );
}

/** `In person`, `By phone`, `Video call`. */
export function placeInWords(location: Location | undefined): string {
  if (!location) return '';
  return { address: 'In person', phone: 'By phone', video: 'Video call' }[location.kind];
}

// Only an address of the web is a link: what a person typed must not become any other scheme.
function Details({ text }: { text: string }) {
  return (
    <>
      <br />
      <span class="soft" dir="auto">
        {isWebAddress(text) ? <a href={text.trim()}>{text.trim()}</a> : text}
      </span>
    </>
  );
}

function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s"'<>]+$/i.test(text.trim()) && URL.canParse(text.trim());
}
