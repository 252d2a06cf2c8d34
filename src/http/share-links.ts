/** Whole addresses of what a practice hands on, and the HTML that puts its booking page into another. */
import type { Shared } from '../actions/share.ts';
import type { Deps } from '../deps.ts';
import { FIRST_AVAILABLE, practiceAddress, timesAddress } from '../views/public/addresses.ts';

type Configured = Pick<Deps, 'config'>;

export function sharedAddresses({ config }: Configured, { slug, types, practitioners, firstAvailable }: Shared) {
  const link = { slug };
  const whoever = firstAvailable ? [{ name: 'First available', slug: FIRST_AVAILABLE }] : [];
  return {
    booking: { url: config.publicUrl + practiceAddress(link) },
    types: types.map(({ id, name }) => ({ id, name, url: config.publicUrl + practiceAddress(link, { type: id }) })),
    practitioners: [...practitioners, ...whoever].map((who) => ({
      ...who,
      url: config.publicUrl + timesAddress(link, who.slug, {}),
    })),
  };
}

/** A frame that needs nothing more to work, and the script that makes it as tall as what is in it. */
export function embedSnippet(
  { config }: Configured,
  { slug, name }: { readonly slug: string; readonly name: string },
): string {
  const frame = [
    '<iframe',
    `src="${attribute(config.publicUrl + practiceAddress({ slug }))}"`,
    `title="${attribute(`Book an appointment: ${name}`)}"`,
    'data-openhours style="width: 100%; height: 760px; border: 0"></iframe>',
  ].join(' ');
  return `${frame}\n<script src="${config.publicUrl}/embed.js" async></script>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
