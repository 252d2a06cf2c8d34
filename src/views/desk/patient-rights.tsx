/** What a patient may ask of the practice: a copy of everything, and to be forgotten. */
import { Card } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { apart, counted } from '../words.ts';
import { DeskForm, type Seat } from './frame.tsx';

export type RightsProps = {
  readonly seat: Seat;
  readonly patient: { readonly id: string; readonly name: string };
  readonly mayExport: boolean;
  readonly mayErase: boolean;
  /** How many appointments are to come. */
  readonly ahead: number;
};

export function Rights({ seat, patient, mayExport, mayErase, ahead }: RightsProps) {
  if (!mayExport && !mayErase) return undefined;
  const word = seat.patientWord;
  return (
    <Card title={`What a ${word} may ask for`} id="rights">
      {mayExport ? (
        <div class="row row-apart">
          <p class="rights-words">
            <strong>A copy of everything.</strong>{' '}
            <span class="soft">One JSON file: details, appointments, mails, and who looked at them.</span>
          </p>
          <a class="button button-quiet" href={`/desk/patients/${patient.id}/export`} download>
            Export
          </a>
        </div>
      ) : undefined}
      {mayErase ? (
        <details>
          <summary>Erase this {word}</summary>
          <DeskForm seat={seat} action={`/desk/patients/${patient.id}/erase`}>
            <p>
              Name, address, phone number, notes, waiting and kept mails go for good. Times and types of appointments
              stay without a name, and so does the log of who looked. A backup that is restored is wiped again. Where
              the law makes you keep records, those are not kept here.
            </p>
            {ahead > 0 ? <Future word={word} ahead={ahead} /> : undefined}
            <Checkbox name="sure" label={`Erase ${apart(patient.name)} for good`} />
            <div class="row">
              <button class="button button-danger">Erase</button>
            </div>
          </DeskForm>
        </details>
      ) : undefined}
    </Card>
  );
}

function Future({ word, ahead }: { word: string; ahead: number }) {
  return (
    <fieldset class="stack-tight">
      <legend class="label">
        {counted(ahead, 'appointment')} to come: the {word} gets no mail about {ahead === 1 ? 'it' : 'them'}.
      </legend>
      <label class="check" for="future-cancel">
        <input type="radio" id="future-cancel" name="future" value="cancel" />
        <span>Cancel {ahead === 1 ? 'it' : 'them'}</span>
      </label>
      <label class="check" for="future-keep">
        <input type="radio" id="future-keep" name="future" value="keep" />
        <span>Keep {ahead === 1 ? 'it' : 'them'}, without a name</span>
      </label>
    </fieldset>
  );
}
