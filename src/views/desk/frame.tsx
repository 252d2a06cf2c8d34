/** The frame of every desk page: where one is, who one is, and the token that each form carries. */
import type { Child } from 'hono/jsx';
import type { Role } from '../../domain/roles.ts';
import { Message } from '../components.tsx';
import { Page } from '../layout.tsx';
import { DeskNavigation } from './navigation.tsx';

/** Who looks at the page, as far as the page depends on it. */
export type Seat = {
  readonly practiceName: string;
  readonly email: string;
  readonly formToken: string;
  readonly role: Role;
  readonly patientWord: 'patient' | 'client';
  readonly assistantsReserve: boolean;
  /** There is another practice to go to. */
  readonly severalPractices: boolean;
};

export type DeskPlace =
  | '/desk/account'
  | '/desk'
  | '/desk/book'
  | '/desk/patients'
  | '/desk/openings'
  | '/desk/online-booking'
  | '/desk/calendars'
  | '/desk/share'
  | '/desk/audit'
  | '/desk/feeds'
  | '/desk/people';

export function DeskPage(props: {
  seat: Seat;
  title: string;
  place?: DeskPlace;
  /** Said once, after something was done. */
  done?: string | undefined;
  /** Where this page hangs: `Online booking › Appointment types`. */
  path?: readonly { readonly label: string; readonly href: string }[];
  /** In the place of desk.js and desk.css, which they include. */
  script?: string;
  style?: string;
  children?: Child;
}) {
  const { seat, place } = props;
  return (
    <Page
      title={props.title}
      brand={seat.practiceName}
      brandHref="/desk"
      side={<DeskNavigation seat={seat} place={place} />}
      hidden
      wide
      script={props.script ?? 'desk.js'}
      style={props.style ?? 'desk.css'}
    >
      {props.done ? <Message tone="good" title={props.done} /> : undefined}
      <div class="stack-tight">
        {props.path ? (
          <nav class="small soft" aria-label="Where this is">
            {props.path.map(({ href, label }) => (
              <>
                <a href={href}>{label}</a> ›{' '}
              </>
            ))}
            <bdi>{props.title}</bdi>
          </nav>
        ) : undefined}
        <h1>{props.title}</h1>
      </div>
      {props.children}
    </Page>
  );
}

/** A form that acts; the only way anything at the desk is changed. */
export function DeskForm(props: {
  seat: Seat;
  action?: string;
  class?: string;
  /** Sent with `preview`, it is answered by the page with `#preview` of what was typed, and nothing is saved. */
  preview?: boolean;
  children?: Child;
}) {
  const { action, preview } = props;
  return (
    <form method="post" action={action} class={props.class ?? 'stack'} novalidate data-once data-preview={preview}>
      <input type="hidden" name="form-token" value={props.seat.formToken} />
      {props.children}
    </form>
  );
}
