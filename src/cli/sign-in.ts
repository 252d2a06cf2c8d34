/** `openhours sign-in`: a link that signs a person in, so that no mail server can lock an owner out. */
import { forgetPasskeysOf } from '../actions/passkeys.ts';
import { issueSignIn } from '../actions/sign-in.ts';
import { CommandError, readArgs, withInstallation, type Command } from './command.ts';

const USAGE = 'sign-in [--forget-passkeys] EMAIL';

export const signIn: Command = {
  usage: USAGE,
  summary: 'prints a link that signs this person in once, within half an hour',
  async run(args, io) {
    const { positionals, values } = readArgs(args, { 'forget-passkeys': { type: 'boolean' } }, USAGE);
    const [email] = positionals;
    if (email === undefined || positionals.length > 1) throw new CommandError(`Whom? Usage: openhours ${USAGE}`);
    return withInstallation(io, async ({ deps }) => {
      // For who lost them all: the next sign-in adds a new one where a practice asks for it.
      const forgotten = values['forget-passkeys'] ? await forgetPasskeysOf(deps, email) : undefined;
      if (forgotten !== undefined) io.say(`Forgotten: ${forgotten} passkeys, and every session.`);
      const token = await issueSignIn(deps, email);
      if (token === undefined)
        throw new CommandError(`Nobody here has the address ${email}. Look at how it was spelled at set-up.`);
      io.say(`${deps.config.publicUrl}/desk/sign-in/${token}`);
      return 0;
    });
  },
};
