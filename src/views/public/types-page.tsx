/** First step of booking: what for. */
import { Empty, Message, TypedText } from '../components.tsx';
import { lengthInWords } from '../format.ts';
import { Icon } from '../icons.tsx';
import { apart } from '../words.ts';
import { placeInWords } from './place.tsx';
import { Contact, PublicFrame } from './public-frame.tsx';
import type { ShownPractice, ShownType } from './shown.ts';

/** `choices` carry the address that each leads to. */
export function TypesPage(props: {
  practice: ShownPractice;
  /** Set where the link is one practitioner's own. */
  practitionerName?: string;
  choices: readonly { readonly type: ShownType; readonly href: string; readonly practitioners: readonly string[] }[];
}) {
  const { practice, practitionerName, choices } = props;
  return (
    <PublicFrame practice={practice} title={practitionerName ? `Book with ${practitionerName}` : 'Book an appointment'}>
      <div class="stack-tight">
        <h1 dir="auto">{practitionerName ? `Book with ${practitionerName}` : 'Book an appointment'}</h1>
        {choices.length > 0 ? <p class="lead">What would you like to come for?</p> : undefined}
      </div>
      {practice.pageNotice ? <PageNotice text={practice.pageNotice} /> : undefined}
      {choices.length > 0 ? (
        <ul class="choices">
          {choices.map(({ type, href, practitioners }) => (
            <li>
              <a class="choice" href={href}>
                <ChoiceWords type={type} practitioners={practitioners} />
                <span class="choice-arrow">
                  <Icon name="next" />
                </span>
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="Nothing can be booked online at the moment">
          <Contact practice={practice} lead="To make an appointment, please contact" />
        </Empty>
      )}
    </PublicFrame>
  );
}

/** What a patient reads of a type before choosing it. */
export function ChoiceWords({
  type,
  practitioners,
}: {
  type: Omit<ShownType, 'id'>;
  practitioners: readonly string[];
}) {
  const { name, length, location, note } = type;
  return (
    <span class="choice-words">
      <span class="choice-title" dir="auto">
        {name}
      </span>
      <span class="soft small">
        {[lengthInWords(length), placeInWords(location), practitioners.map(apart).join(', ')]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {note ? (
        <span class="soft small lines" dir="auto">
          {note}
        </span>
      ) : undefined}
    </span>
  );
}

/** The practice's own notice, such as whom to call in an emergency. */
export function PageNotice({ text }: { text: string }) {
  return (
    <Message>
      <TypedText text={text} />
    </Message>
  );
}
