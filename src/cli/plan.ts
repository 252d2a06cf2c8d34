/** `openhours plan`: which plan a practice is on. Settings keep their values under either. */
import { changePlan } from '../actions/practice.ts';
import { practiceOfSlug } from '../db/practices.ts';
import { CommandError, readArgs, withInstallation, type Command } from './command.ts';

const USAGE = 'plan SLUG premium|basic';

export const plan: Command = {
  usage: USAGE,
  summary: 'sets the plan of a practice; only premium may change online-booking settings',
  async run(args, io) {
    const { positionals } = readArgs(args, {}, USAGE);
    const [slug, wanted] = positionals;
    if (slug === undefined || (wanted !== 'premium' && wanted !== 'basic'))
      throw new CommandError(`Usage: openhours ${USAGE}`);
    return withInstallation(io, async ({ deps }) => {
      const practiceId = await practiceOfSlug(deps.db.sql, slug);
      const ctx = practiceId && ({ ...deps, practiceId, actor: { kind: 'system' }, now: deps.clock() } as const);
      const changed = ctx && (await changePlan(ctx, wanted));
      if (!changed?.ok) throw new CommandError(`There is no practice with the booking link "${slug}".`);
      io.say(`${changed.value.name} is on the ${wanted} plan.`);
      return 0;
    });
  },
};
