/** The frame of the set-up pages: which step one is at, its form, and the fields that every form carries. */
import type { Child } from 'hono/jsx';
import { Steps } from '../components.tsx';
import { Page } from '../layout.tsx';

const STEPS = ['Practice', 'Calendar', 'Appointments', 'Mail', 'Ready'] as const;

export type SetupStep = (typeof STEPS)[number];

export function SetupPage(props: { step: SetupStep; title: string; lead: string; wide?: boolean; children?: Child }) {
  return (
    <Page title={`Set up: ${props.title}`} brand="Openhours" hidden script="desk.js" style="desk.css" wide={props.wide}>
      <Steps names={STEPS} current={STEPS.indexOf(props.step) + 1} />
      <header class="stack-tight">
        <h1>{props.title}</h1>
        <p class="lead">{props.lead}</p>
      </header>
      {props.children}
    </Page>
  );
}

/** Instructions that most readers do not need, folded away; needs no script. */
export function Help({ title, children }: { title: string; children?: Child }) {
  return (
    <details>
      <summary>{title}</summary>
      <div class="stack-tight help">{children}</div>
    </details>
  );
}
