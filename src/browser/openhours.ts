/** What pages gain where scripts run. Each part is optional: without it the page works by plain links and forms. */
import { countDown } from './parts/hold.ts';
import { sendOnce } from './parts/once.ts';
import { swapInPlace } from './parts/swap.ts';
import { useOwnZone } from './parts/zone.ts';

sendOnce();
countDown();
swapInPlace();
await useOwnZone();
