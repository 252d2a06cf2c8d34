/** Google Calendar keeps the contract of calendars, through Google's own client. */
import { contract } from '../contract.ts';
import { googleRig } from './rig.ts';

contract('Google Calendar', googleRig, { writes: true });
