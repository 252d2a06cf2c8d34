/** Second step, where several practitioners offer the type: with whom. */
import { Icon } from '../icons.tsx';
import { lengthInWords } from '../format.ts';
import { practiceAddress } from './addresses.ts';
import { placeInWords } from './place.tsx';
import { PublicFrame } from './public-frame.tsx';
import type { ShownPractice, ShownType } from './shown.ts';

export function PractitionersPage(props: {
  practice: ShownPractice;
  type: ShownType;
  /** Where the first available may be asked for. */
  firstAvailableHref: string | undefined;
  choices: readonly { readonly name: string; readonly href: string }[];
}) {
  const { practice, type, firstAvailableHref, choices } = props;
  return (
    <PublicFrame practice={practice} title="Choose a practitioner">
      <div class="stack-tight">
        <p>
          <a href={practiceAddress(practice)}>All appointment types</a>
        </p>
        <h1>Whom would you like to see?</h1>
        <p class="lead">
          <span dir="auto">{type.name}</span> ·{' '}
          {[lengthInWords(type.length), placeInWords(type.location)].filter(Boolean).join(' · ')}
        </p>
      </div>
      <ul class="choices">
        {firstAvailableHref ? (
          <li>
            <a class="choice" href={firstAvailableHref}>
              <Icon name="people" />
              <span class="choice-words">
                <span class="choice-title">First available</span>
                <span class="soft small">The earliest time with any practitioner</span>
              </span>
              <span class="choice-arrow">
                <Icon name="next" />
              </span>
            </a>
          </li>
        ) : undefined}
        {choices.map(({ name, href }) => (
          <li>
            <a class="choice" href={href}>
              <Icon name="person" />
              <span class="choice-words">
                <span class="choice-title" dir="auto">
                  {name}
                </span>
              </span>
              <span class="choice-arrow">
                <Icon name="next" />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </PublicFrame>
  );
}
