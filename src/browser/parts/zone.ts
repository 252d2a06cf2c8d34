/** Shows times in the zone of the patient's own device, where none was chosen. */
import { swap } from './swap.ts';

export async function useOwnZone(): Promise<void> {
  const visit = document.querySelector<HTMLElement>('#swap[data-detect]')?.dataset['detect'];
  if (visit === undefined) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const address = new URL(location.href);
  address.searchParams.set('zone', zone);
  // On the way back from the form the address must still say whose visit it is: their hold is not in their own way.
  address.searchParams.set('visit', visit);
  await swap(address.href, { push: false });
}
