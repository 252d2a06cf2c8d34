/** What pages gain where scripts run. Each part is optional: without it the page works by plain links and forms. */
import { fitFrame } from './parts/framed.ts';
import { countDown } from './parts/hold.ts';
import { sendOnce } from './parts/once.ts';
import { swapInPlace } from './parts/swap.ts';
import { useOwnZone } from './parts/zone.ts';

fitFrame();
sendOnce();
countDown();
swapInPlace();
await useOwnZone();
