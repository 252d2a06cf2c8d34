/** Outlook keeps the contract of calendars over HTTP: its primary calendar, and the others, which are read another way. */
import { contract } from '../contract.ts';
import { outlookRig } from './rig.ts';

contract('Outlook’s primary calendar', () => outlookRig('primary'), { writes: true });
contract('another calendar of Outlook', () => outlookRig('second'), { writes: true });
