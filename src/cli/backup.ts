/** `openhours backup` and `restore`: everything but the keys, in one file that any PostgreSQL of 15 or newer takes back. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { backup as writeBackup } from '../db/backup.ts';
import { restore as readBackup } from '../db/restore.ts';
import { completeErasedList, eraseAgain } from '../erased-list.ts';
import { MIGRATIONS } from '../open.ts';
import { CommandError, readArgs, withInstallation, type Command } from './command.ts';

const BACKUP_USAGE = 'backup FILE';

export const backup: Command = {
  usage: BACKUP_USAGE,
  summary: 'writes everything but the keys into FILE, while the service goes on',
  async run(args, io) {
    const { positionals } = readArgs(args, {}, BACKUP_USAGE);
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw new CommandError(`Into which file? Usage: openhours ${BACKUP_USAGE}`);
    return withInstallation(io, async ({ ownerUrl, deps }) => {
      // Under another name until it is whole: a backup that broke off never takes the place of a good one.
      await completeErasedList(deps);
      const unfinished = `${file}.unfinished`;
      try {
        const { rows } = await writeBackup(ownerUrl, createWriteStream(unfinished, { mode: 0o600 }));
        await rename(unfinished, file);
        io.say(`${rows} rows are in ${file}. It holds patients' data: keep it where only you can read it.`);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      const keys = deps.config.secretKey === undefined ? `${deps.config.dataDir}/keys` : 'SECRET_KEY';
      io.say(
        `The keys are not in it. Keep ${keys} apart from it: without them feed addresses and links cannot be read back.`,
      );
      return 0;
    });
  },
};

const RESTORE_USAGE = 'restore FILE [--replace]';

export const restore: Command = {
  usage: RESTORE_USAGE,
  summary:
    'puts FILE in the place of an empty database, or with --replace of one that holds a practice; stop the service first',
  async run(args, io) {
    const { positionals, values } = readArgs(args, { replace: { type: 'boolean' } }, RESTORE_USAGE);
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw new CommandError(`From which file? Usage: openhours ${RESTORE_USAGE}`);
    return withInstallation(io, async ({ ownerUrl, deps }) => {
      const [app] = await deps.db.sql<{ user: string }[]>`select current_user as user`;
      const how = { ownerUrl, migrations: MIGRATIONS, appUser: app!.user, replace: values.replace ?? false }; // a select without from gives one row
      const rows = await readBackup(createReadStream(file), how);
      const erased = await eraseAgain(deps);
      if (erased > 0) io.say(`${erased} patients who were erased since that backup were erased again.`);
      io.say(`${rows} rows are back from ${file}. Start the service, and run \`openhours doctor\`.`);
      return 0;
    });
  },
};
