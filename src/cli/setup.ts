/** `openhours setup`: practice, practitioner, owner and an API key in one go, by flags or by answering questions. */
import { finishSetup, setUpPractice } from '../actions/setup.ts';
import { listFeeds } from '../actions/feeds.ts';
import { issueSignIn } from '../actions/sign-in.ts';
import { email, emailOrNone, phone, slug, zone } from '../http/api/fields.ts';
import { name } from '../http/api/schemas.ts';
import { CommandError, readArgs, withInstallation, type Command, type Io } from './command.ts';

const USAGE =
  'setup --practice NAME --practitioner NAME --owner EMAIL [--zone ZONE] [--phone PHONE] [--email EMAIL] [--slug SLUG] [--json]';

const OPTIONS = {
  practice: { type: 'string' },
  practitioner: { type: 'string' },
  owner: { type: 'string' },
  zone: { type: 'string' },
  phone: { type: 'string' },
  email: { type: 'string' },
  slug: { type: 'string' },
  'key-name': { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Schema<Value> = {
  safeParse(
    input: unknown,
  ): { success: true; data: Value } | { success: false; error: { issues: readonly { message: string }[] } };
};
type Question<Value> = {
  readonly flag: string;
  readonly words: string;
  readonly schema: Schema<Value>;
  readonly preset?: string;
};

export const setup: Command = {
  usage: USAGE,
  summary: 'makes a practice with practitioner, owner and API key, and prints their addresses',
  async run(args, io) {
    const { values, positionals } = readArgs(args, OPTIONS, USAGE);
    if (positionals.length > 0) throw new CommandError(`"${positionals[0]}" is not a flag. Usage: openhours ${USAGE}`);
    const given = (flag: keyof typeof OPTIONS) => values[flag] as string | undefined; // asked of the string flags only
    const answer = <Value>(question: Question<Value>) =>
      read(io, given(question.flag as keyof typeof OPTIONS), question); // its flag
    const practiceName = await answer({ flag: 'practice', words: 'Name of the practice', schema: name });
    const practitionerName = await answer({ flag: 'practitioner', words: 'Name of the practitioner', schema: name });
    const owner = await answer({ flag: 'owner', words: 'Email address of the owner', schema: email });
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const chosenZone = await answer({
      flag: 'zone',
      words: 'Time zone of the practitioner',
      schema: zone,
      preset: here,
    });
    const contactPhone = await answer({ flag: 'phone', words: 'Phone number for patients', schema: phone, preset: '' });
    const contactEmail = await answer({
      flag: 'email',
      words: 'Email address for patients',
      schema: emailOrNone,
      preset: owner,
    });
    const wantedSlug =
      given('slug') === undefined ? undefined : checked(given('slug') ?? '', { flag: 'slug', schema: slug });
    const apiKeyName = checked(given('key-name') ?? 'setup', { flag: 'key-name', schema: name });

    const result = await withInstallation(io, async ({ deps }) => {
      const made = await setUpPractice(deps, {
        practice: { name: practiceName, phone: contactPhone, email: contactEmail, slug: wantedSlug },
        practitioner: { name: practitionerName, zone: chosenZone, email: owner },
        owner: { email: owner },
        apiKeyName,
      });
      await finishSetup(deps); // the pages behind the one-time address are closed: this was the set-up
      const ctx = { ...deps, practiceId: made.practiceId, actor: { kind: 'system' }, now: deps.clock() } as const;
      const feeds = new Map((await listFeeds(ctx)).map(({ level, path }) => [level, deps.config.publicUrl + path]));
      const token = await issueSignIn(deps, owner);
      const { publicUrl } = deps.config;
      return {
        practice: { id: made.practiceId, slug: made.slug, name: practiceName },
        practitioner: {
          id: made.practitionerId,
          slug: made.practitionerSlug,
          name: practitionerName,
          zone: chosenZone,
        },
        owner: { id: made.ownerId, email: owner },
        apiKey: made.apiKey,
        apiUrl: `${publicUrl}/api/v1`,
        bookingUrl: publicUrl + made.bookingPath,
        signInUrl: `${publicUrl}/desk/sign-in/${token}`,
        feeds: { full: feeds.get('full'), busy: feeds.get('busy') },
      };
    });
    if (values.json) io.say(JSON.stringify(result, null, 2));
    else sayResult(io, result);
    return 0;
  },
};

function sayResult(
  io: Io,
  result: {
    practice: { name: string };
    bookingUrl: string;
    signInUrl: string;
    apiKey: string | undefined;
    apiUrl: string;
  },
) {
  io.say(`${result.practice.name} is set up.`);
  io.say(`Booking link:  ${result.bookingUrl}`);
  io.say(`Sign in once:  ${result.signInUrl}`);
  io.say(`API:           ${result.apiUrl}`);
  io.say(`API key:       ${result.apiKey}   (shown this once)`);
  io.say('Next: sign in, add an appointment type and opening hours, and connect a calendar.');
}

/** From the flag, else asked for until it is right; without a terminal a preset serves, or the flag is missing. */
async function read<Value>(io: Io, given: string | undefined, question: Question<Value>): Promise<Value> {
  if (given !== undefined) return checked(given, question);
  if (!io.ask) {
    if (question.preset !== undefined) return checked(question.preset, question);
    throw new CommandError(
      `--${question.flag} is missing (${question.words.toLowerCase()}). Usage: openhours ${USAGE}`,
    );
  }
  for (;;) {
    const parsed = question.schema.safeParse(await io.ask(question.words, question.preset));
    if (parsed.success) return parsed.data;
    io.say(parsed.error.issues[0]?.message ?? 'This is not usable.');
  }
}

function checked<Value>(given: string, { flag, schema }: Pick<Question<Value>, 'flag' | 'schema'>): Value {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new CommandError(`--${flag}: ${parsed.error.issues[0]?.message ?? 'This is not usable.'}`);
}
