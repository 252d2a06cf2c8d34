/** Feeds: secret addresses that calendar apps subscribe to, each with what it shows, and how soon apps look at them. */
import type { FeedLevel } from '../../domain/feeds.ts';
import type { FeedId, PractitionerId } from '../../domain/types.ts';
import { Badge, Card, type Tone } from '../components.tsx';
import { SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

type ShownFeed = { readonly id: FeedId; readonly name: string; readonly level: FeedLevel; readonly url: string };

type PractitionerFeeds = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly feeds: readonly ShownFeed[];
};

export type TypedFeed = { readonly practitioner: string; readonly name: string; readonly level: string };

const LEVELS: Readonly<Record<FeedLevel, { readonly label: string; readonly example: string; readonly tone: Tone }>> = {
  busy: { label: 'Busy only', example: '“Busy”, and nothing else', tone: 'good' },
  initials: { label: 'Initials', example: '“A.B.”, and the place', tone: 'plain' },
  full: { label: 'Full', example: '“Ada Byron”, and the place', tone: 'warn' },
};

export function FeedsPage(props: {
  seat: Seat;
  practitioners: readonly PractitionerFeeds[];
  typed: TypedFeed;
  errors: FieldErrors;
  done?: string | undefined;
}) {
  const { seat, practitioners } = props;
  return (
    <DeskPage seat={seat} title="Feeds" place="/desk/feeds" done={props.done}>
      <p class="lead">
        Subscribe to a feed in a calendar app, and appointments show up there. Whoever has the address can read the
        feed: when one got into the wrong hands, replace it.
      </p>
      {practitioners.map((practitioner) => (
        <Card title={practitioner.name} id={`feeds-${practitioner.id}`}>
          {practitioner.feeds.length === 0 ? (
            <p class="soft">No feed yet.</p>
          ) : (
            <ul class="list">
              {practitioner.feeds.map((feed) => (
                <li class="feed">
                  <Feed seat={seat} feed={feed} whose={practitioner.name} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      ))}
      <NewFeed {...props} />
      <Refresh seat={seat} />
    </DeskPage>
  );
}

function Feed({ seat, feed, whose }: { seat: Seat; feed: ShownFeed; whose: string }) {
  const { id, name, level, url } = feed;
  const { label, example, tone } = LEVELS[level];
  return (
    <>
      <div class="row">
        <h3 dir="auto">{name}</h3>
        <Badge tone={tone}>{label}</Badge>
        <span class="soft small">Shows {example}.</span>
      </div>
      <CopyField label={`Address of the feed ${name} of ${whose}`} value={url} />
      <details>
        <summary>
          Replace or remove<span class="unseen"> {name}</span>
        </summary>
        <div class="row">
          <DeskForm seat={seat} action={`/desk/feeds/${id}/replace`} class="row">
            <button class="button button-quiet button-small">Replace the address</button>
          </DeskForm>
          <DeskForm seat={seat} action={`/desk/feeds/${id}/remove`} class="row">
            <button class="button button-quiet button-small">Remove the feed</button>
          </DeskForm>
          <span class="soft small">Either way the old address stops working at once, in every app that has it.</span>
        </div>
      </details>
    </>
  );
}

function NewFeed({ seat, practitioners, typed, errors }: Parameters<typeof FeedsPage>[0]) {
  return (
    <Card title="Make another feed" id="new">
      <p class="soft">
        One for each app or person: then each can be taken away by itself. What a feed shows stays as it was made. No
        feed shows notes, contact details or appointment types.
      </p>
      <DeskForm seat={seat} action="/desk/feeds#new">
        <div class="fields-even">
          <SelectField
            name="practitioner"
            label="Whose appointments"
            value={typed.practitioner}
            options={practitioners.map(({ id, name }) => ({ value: id, label: name }))}
            error={errors['practitioner']}
          />
          <TextField
            name="name"
            label="Name"
            hint="For you alone, such as “My phone” or “Front door display”."
            value={typed.name}
            maxlength={100}
            error={errors['name']}
          />
        </div>
        <fieldset class="stack-tight" aria-describedby={errors['level'] ? 'level-error' : undefined}>
          <legend class="label">What it shows</legend>
          {Object.entries(LEVELS).map(([level, { label, example }]) => (
            <label class="check" for={`level-${level}`}>
              <input type="radio" id={`level-${level}`} name="level" value={level} checked={level === typed.level} />
              <span>
                {label}
                <span class="hint">{example}</span>
              </span>
            </label>
          ))}
          {errors['level'] ? (
            <span class="field-error" id="level-error">
              {errors['level']}
            </span>
          ) : undefined}
        </fieldset>
        <div class="row">
          <button class="button">Make the feed</button>
        </div>
      </DeskForm>
    </Card>
  );
}

/** As users and help pages of the apps report it; none of the vendors promises anything. */
const APPS: readonly { readonly app: string; readonly add: string; readonly looks: string }[] = [
  {
    app: 'Google Calendar',
    add: 'Other calendars › + › From URL, on a computer',
    looks: 'About once a day, sometimes later. Nothing makes it look sooner.',
  },
  {
    app: 'Apple Calendar',
    add: 'File › New Calendar Subscription on a Mac; on an iPhone Settings › Calendar › Accounts › Add Subscribed Calendar',
    looks:
      'As set there: on a Mac from every 5 minutes to once a week. On an iPhone often once an hour, less on a low battery.',
  },
  {
    app: 'Outlook on the web, and the new Outlook',
    add: 'Add calendar › Subscribe from web',
    looks: 'Every few hours, at times only after a day. Nothing makes it look sooner.',
  },
  {
    app: 'Outlook on a computer (classic)',
    add: 'Add calendar › From Internet',
    looks: 'With each Send/Receive while it runs, as a rule every half hour.',
  },
  { app: 'Thunderbird', add: 'New calendar › On the network', looks: 'As set there, at first every half hour.' },
];

function Refresh({ seat }: { seat: Seat }) {
  return (
    <Card title="How soon an appointment shows up" id="refresh">
      <p>
        A feed is always right the moment it is read. Calendar apps decide by themselves when they read it, and some
        take a day. Do not look into a feed to see whether a {seat.patientWord} just cancelled: the desk and the mails
        know at once.
      </p>
      <dl class="apps">
        {APPS.map(({ app, add, looks }) => (
          <div>
            <dt class="label">{app}</dt>
            <dd>{looks}</dd>
            <dd class="soft small">{add}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
