/** Books over the pages as a patient would, and gives what the next test begins with. */
import { valueOf } from './page.ts';
import type { PublicApp } from './public-app.ts';

export const DETAILS = { name: 'Alex Doe', email: 'alex@example.org', phone: '', note: '' };

/** Keeps the slot and opens its form; the address of the form carries the hold. */
export async function openForm(
  site: PublicApp,
  typeId: string,
  start: string,
  path = '/book/sample-practice/dr-lee',
): Promise<{ address: string; key: string }> {
  const held = await site.post(`${path}/hold`, {
    type: typeId,
    start,
    zone: 'America/New_York',
    visit: crypto.randomUUID(),
  });
  const address = held.headers.get('location');
  if (held.status !== 303 || !address) throw new Error(`No hold on ${start}: ${held.status}`);
  const form = await (await site.get(address)).text();
  return { address, key: valueOf(form, 'key') ?? '' };
}

/** The whole way; the address of the manage page. */
export async function bookByPages(
  site: PublicApp,
  typeId: string,
  start: string,
  { path, ...details }: Partial<typeof DETAILS> & { readonly path?: string } = {},
): Promise<string> {
  const { address, key } = await openForm(site, typeId, start, path);
  const answer = await site.post(address, { ...DETAILS, ...details, key });
  const booked = answer.headers.get('location');
  if (answer.status !== 303 || !booked) throw new Error(`Not booked: ${answer.status} ${await answer.text()}`);
  return booked.replace(/\/booked$/, '');
}
