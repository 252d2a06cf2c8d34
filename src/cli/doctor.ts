/** `openhours doctor`: looks at everything that a booking rests on, and says what to do about what is not well. */
import { readArgs, withInstallation, type Command } from './command.ts';
import {
  calendarFindings,
  clockFinding,
  databaseFinding,
  diskFindings,
  mailFinding,
  outboxFindings,
  publicUrlFindings,
} from './findings.ts';
import { keyFindings } from './key-findings.ts';
import { signInFindings } from './sign-in-findings.ts';

const USAGE = 'doctor [--json]';

const MARKS = { well: '✓', weak: '!', broken: '✗' } as const;

export const doctor: Command = {
  usage: USAGE,
  summary:
    'checks database, clock, disk, keys, mail, public address, sign-in at providers and every calendar, and says what to do',
  async run(args, io) {
    const { values } = readArgs(args, { json: { type: 'boolean' } }, USAGE);
    return withInstallation(io, async ({ deps }) => {
      const findings = [
        await databaseFinding(deps),
        await clockFinding(deps),
        ...(await diskFindings(deps.config)),
        ...(await keyFindings(deps)),
        ...(await publicUrlFindings(deps.config)),
        await mailFinding(deps),
        ...(await signInFindings(deps)),
        ...(await calendarFindings(deps)),
        ...(await outboxFindings(deps)),
      ];
      if (values.json) io.say(JSON.stringify(findings, null, 2));
      else {
        for (const { state, what, advice } of findings) {
          io.say(`${MARKS[state]} ${what}`);
          if (advice !== undefined) io.say(`    ${advice}`);
        }
      }
      return findings.some(({ state }) => state === 'broken') ? 1 : 0;
    });
  },
};
