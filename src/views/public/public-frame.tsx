/** The frame of a practice's public pages: its name on top, how to reach it below. */
import type { Child } from 'hono/jsx';
import { Page } from '../layout.tsx';
import { myAppointmentsAddress, practiceAddress } from './addresses.ts';
import type { ShownPractice } from './shown.ts';

export function PublicFrame(props: {
  practice: ShownPractice;
  title: string;
  wide?: boolean;
  script?: string;
  hidden?: boolean;
  children?: Child;
}) {
  const { practice, children, ...rest } = props;
  const origins = practice.embedOrigins.join(' ');
  return (
    <Page
      {...rest}
      // Where the page may stand in a frame, a script tells the frame how tall it is.
      script={rest.script ?? (origins ? 'openhours.js' : undefined)}
      brand={practice.name}
      brandHref={practiceAddress(practice)}
      foot={<Foot practice={practice} />}
    >
      {origins ? <div id="framed-by" data-origins={origins} hidden /> : undefined}
      {children}
    </Page>
  );
}

function Foot({ practice }: { practice: ShownPractice }) {
  return (
    <div class="foot-links">
      <a href={myAppointmentsAddress(practice.slug)}>My appointments</a>
      <ContactLinks practice={practice} />
    </div>
  );
}

/** The practice's phone and email as links, where it gave them. */
export function ContactLinks({ practice }: { practice: Pick<ShownPractice, 'phone' | 'email'> }) {
  return (
    <>
      {practice.phone ? <a href={`tel:${practice.phone.replaceAll(/[^\d+]/g, '')}`}>{practice.phone}</a> : undefined}
      {practice.email ? (
        <a href={`mailto:${encodeURIComponent(practice.email).replace('%40', '@')}`}>{practice.email}</a>
      ) : undefined}
    </>
  );
}

/** A sentence that names the practice and how to reach it. */
export function Contact({
  practice,
  lead,
}: {
  practice: Pick<ShownPractice, 'name' | 'phone' | 'email'>;
  lead: string;
}) {
  return (
    <div class="stack-tight">
      <p>
        {lead} <span dir="auto">{practice.name}</span>
        {practice.phone || practice.email ? ':' : '.'}
      </p>
      <p class="foot-links">
        <ContactLinks practice={practice} />
      </p>
    </div>
  );
}
