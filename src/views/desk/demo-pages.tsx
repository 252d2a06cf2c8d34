/** The demo's own pages: where to begin, and the mails that it caught. */
import type { Child } from 'hono/jsx';
import type { Zone } from '../../domain/types.ts';
import { Message } from '../components.tsx';
import { Icon } from '../icons.tsx';
import { Page } from '../layout.tsx';
import { MailList, type ShownMail } from './mails-page.tsx';

function DemoFrame({ title, children }: { title: string; children?: Child }) {
  const nav = [
    { href: '/demo', label: 'Demo', current: title === 'Demo' },
    { href: '/demo/mail', label: 'Caught mail', current: title !== 'Demo' },
  ];
  return (
    <Page title={title} brand="Openhours" brandHref="/demo" nav={nav} hidden style="desk.css">
      <h1>{title}</h1>
      {children}
    </Page>
  );
}

export function DemoPage({ bookingPath }: { bookingPath: string }) {
  return (
    <DemoFrame title="Demo">
      <p class="lead">
        A sample practice with two practitioners. Nothing here is real, and no mail leaves this machine.
      </p>
      <ul class="choices">
        <li>
          <a class="choice" href={bookingPath}>
            <Icon name="calendar" />
            <span class="choice-words">
              <span class="choice-title">Book an appointment</span>
              <span class="soft">as a patient does</span>
            </span>
          </a>
        </li>
        <li>
          <a class="choice" href="/demo/mail">
            <Icon name="mail" />
            <span class="choice-words">
              <span class="choice-title">Read the mails</span>
              <span class="soft">confirmations, reminders and notices that were caught</span>
            </span>
          </a>
        </li>
      </ul>
      <form method="post" action="/demo/sign-in" class="row">
        <button class="button">Open the practice’s desk</button>
      </form>
    </DemoFrame>
  );
}

export function DemoMailPage({ mails, zone }: { mails: readonly ShownMail[]; zone: Zone }) {
  return (
    <DemoFrame title="Caught mail">
      <Message>
        <p>The demo has no mail server. These mails would have gone out; the newest stands first.</p>
      </Message>
      <MailList mails={mails} zone={zone} />
    </DemoFrame>
  );
}
