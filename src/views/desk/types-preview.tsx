/** An appointment type as those see it who book: on the booking page, and once it is booked. */
import type { LocalDateTime, Location } from '../../domain/types.ts';
import { Card, Fact, Facts } from '../components.tsx';
import { lengthInWords, wallClock } from '../format.ts';
import { Icon } from '../icons.tsx';
import { Place } from '../public/place.tsx';
import { ChoiceWords } from '../public/types-page.tsx';

export type TypePreviewProps = {
  readonly patientWord: string;
  readonly name: string;
  /** Undefined where what was typed is no length. */
  readonly length: number | undefined;
  readonly location: Location | undefined;
  readonly note: string;
  readonly practitioners: readonly string[];
  readonly state: string;
  readonly audience: string;
  /** What the start-time rule comes to between these hours. */
  readonly sample:
    | { readonly from: string; readonly to: string; readonly starts: readonly LocalDateTime[] }
    | undefined;
};

export function TypePreview(props: TypePreviewProps) {
  const { patientWord, name, length, location, note, practitioners } = props;
  return (
    <div class="stack" id="preview" data-picture>
      <Card title={`What a ${patientWord} sees`} id="preview-page">
        <p class="soft small">{whoSees(props)}</p>
        <div class="choice">
          <ChoiceWords
            type={{ name: name || 'No name yet', length: length ?? 0, location, note }}
            practitioners={practitioners}
          />
          <span class="choice-arrow">
            <Icon name="next" />
          </span>
        </div>
        <p class="label">Once it is booked</p>
        <Facts>
          <Fact icon="calendar" term="What">
            <bdi>{name || 'No name yet'}</bdi>
            {length === undefined ? undefined : `, ${lengthInWords(length)}`}
          </Fact>
          <Place location={location} />
        </Facts>
      </Card>
      {props.sample ? <Sample sample={props.sample} /> : undefined}
    </div>
  );
}

function whoSees({ state, audience, patientWord }: TypePreviewProps): string {
  if (state === 'hidden') return 'It is hidden: nobody sees it now. Shown, it looks like this.';
  if (state === 'archived') return 'It is archived: nobody sees it any more.';
  return audience === 'existing'
    ? `With their personal link, existing ${patientWord}s see it; nobody else does.`
    : 'Everyone with the booking link sees it.';
}

function Sample({ sample: { from, to, starts } }: { sample: NonNullable<TypePreviewProps['sample']> }) {
  const between = `${wallClock(`2030-01-07T${from}`)} to ${wallClock(`2030-01-07T${to}`)}`;
  return (
    <Card title="When it starts" id="preview-starts">
      <p>
        {starts.length === 0
          ? `It does not fit into a free stretch from ${between}.`
          : `In a free stretch from ${between} it can be booked for:`}
      </p>
      {starts.length > 0 ? (
        <ul class="sample-starts">
          {starts.map((start) => (
            <li class="busy-time">{wallClock(start)}</li>
          ))}
        </ul>
      ) : undefined}
    </Card>
  );
}
