/** Shows times in the zone of the patient's own device, where none was chosen. */
import { swap } from './swap.ts';

export async function useOwnZone(): Promise<void> {
  if (!document.querySelector('#swap[data-detect]')) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const address = new URL(location.href);
  address.searchParams.set('zone', zone);
  await swap(address.href, { push: false });
}
