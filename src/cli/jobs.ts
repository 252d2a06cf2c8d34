/** `openhours migrate`, `sync` and `deliver`: once, what the running service does by itself. */
import { deliverDue } from '../outbox/deliver.ts';
import { syncDue } from '../sync/due.ts';
import { readArgs, withInstallation, type Command } from './command.ts';

/** Opening an installation brings its database up to date: this command only says so. */
export const migrate: Command = {
  usage: 'migrate',
  summary: 'brings the database up to date',
  async run(args, io) {
    readArgs(args, {}, 'migrate');
    return withInstallation(io, async ({ migrated }) => {
      for (const name of migrated) io.say(name);
      io.say(migrated.length === 0 ? 'The database was up to date.' : 'The database is up to date.');
      return Promise.resolve(0);
    });
  },
};

export const sync: Command = {
  usage: 'sync',
  summary: 'reads the calendars that are due, once',
  async run(args, io) {
    readArgs(args, {}, 'sync');
    return withInstallation(io, async ({ deps }) => {
      const read = await syncDue(deps);
      io.say(`${read} ${read === 1 ? 'calendar was' : 'calendars were'} due.`);
      return 0;
    });
  },
};

export const deliver: Command = {
  usage: 'deliver',
  summary: 'sends what is due, once',
  async run(args, io) {
    readArgs(args, {}, 'deliver');
    return withInstallation(io, async ({ deps }) => {
      const done = await deliverDue(deps, deps.clock());
      io.say(`${done} ${done === 1 ? 'job was' : 'jobs were'} due.`);
      return 0;
    });
  },
};
