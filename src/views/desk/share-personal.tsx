/** Personal links, reached from the page of links: find a patient, make the link, copy it. */
import type { PatientId } from '../../domain/types.ts';
import { Card } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { dayAndClock, zoneName } from '../format.ts';
import { counted } from '../words.ts';
import { CopyField } from './copy-field.tsx';
import { DeskForm } from './frame.tsx';
import type { SharePageProps } from './share-page.tsx';

export type FoundPatients = {
  readonly text: string;
  readonly total: number;
  readonly patients: readonly { readonly id: PatientId; readonly name: string; readonly email: string | undefined }[];
};

export function PersonalLinks({ seat, kept, found, made, zone }: SharePageProps) {
  const who = seat.patientWord;
  return (
    <Card title="Personal links" id="personal">
      <p class="soft">
        Only a personal link offers what is kept to existing {who}s: <bdi>{kept.join(', ')}</bdi>. Make one for a {who}{' '}
        and send it to them; it works for 90 days and ends the one that they had before.
      </p>
      {made ? (
        <div class="stack-tight" role="status">
          <h3>
            The link of <bdi>{made.name}</bdi>
          </h3>
          <CopyField label={`Personal link of ${made.name}`} value={made.url} />
          <p class="soft small">
            Copy it now: it is not shown again. It works until {dayAndClock(made.expires, zone)} (
            {zoneName(zone, made.expires)}).
          </p>
        </div>
      ) : undefined}
      <form method="get" action="/desk/share#personal" class="filters" role="search">
        <TextField name="find" label={`Find a ${who}`} type="search" value={found?.text} maxlength={200} />
        <button class="button button-quiet">Find</button>
      </form>
      {found ? <Found seat={seat} found={found} /> : undefined}
    </Card>
  );
}

function Found({ seat, found }: { seat: SharePageProps['seat']; found: FoundPatients }) {
  const who = seat.patientWord;
  const { patients, total } = found;
  if (patients.length === 0) return <p>No {who} was found. A personal link is for those who were here before.</p>;
  return (
    <>
      <ul class="list">
        {patients.map(({ id, name, email }) => (
          <li>
            <div>
              <bdi class="label">{name}</bdi>
              {email ? (
                <p class="soft small">
                  <bdi class="break">{email}</bdi>
                </p>
              ) : undefined}
            </div>
            <DeskForm seat={seat} action="/desk/share/personal#personal" class="row">
              <input type="hidden" name="patient" value={id} />
              <button class="button button-quiet button-small">
                Make a link
                <span class="unseen">
                  {' '}
                  for <bdi>{name}</bdi>
                </span>
              </button>
            </DeskForm>
          </li>
        ))}
      </ul>
      {total > patients.length ? (
        <p class="soft small">
          {counted(total - patients.length, 'more was', 'more were')} found: type more of the name.
        </p>
      ) : undefined}
    </>
  );
}
