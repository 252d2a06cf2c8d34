/** Pieces that pages are put together from: messages, facts, buttons. Fields are in fields.tsx. */
import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

const messageIcon: Record<Tone, IconName> = { plain: 'info', good: 'check', warn: 'alert', bad: 'alert' };

/** Something the reader must notice. `bad` and `warn` are announced at once. */
export function Message({
  tone = 'plain',
  title,
  id,
  children,
}: {
  tone?: Tone;
  title?: string;
  id?: string;
  children?: Child;
}) {
  return (
    <div class={`message message-${tone}`} id={id} role={tone === 'bad' || tone === 'warn' ? 'alert' : undefined}>
      <Icon name={messageIcon[tone]} />
      <div class="message-body">
        {title ? <p class="message-title">{title}</p> : undefined}
        {children}
      </div>
    </div>
  );
}

/** A white sheet with an optional heading and something at the heading's far end. */
export function Card({ title, end, id, children }: { title?: string; end?: Child; id?: string; children?: Child }) {
  return (
    <section class="card" id={id} aria-labelledby={title && id ? `${id}-title` : undefined}>
      {title ? (
        <div class="card-head">
          <h2 id={id ? `${id}-title` : undefined}>{title}</h2>
          {end}
        </div>
      ) : undefined}
      {children}
    </section>
  );
}

/** A list of facts; its children are {@link Fact}s. */
export function Facts({ children }: { children?: Child }) {
  return <dl class="facts">{children}</dl>;
}

export function Fact({ icon, term, children }: { icon?: IconName; term: string; children?: Child }) {
  return (
    <div class="fact">
      <dt>
        {icon ? <Icon name={icon} /> : undefined}
        {term}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Badge({ tone = 'plain', children }: { tone?: Tone; children?: Child }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

/** Nothing to show, said kindly, with what to do. */
export function Empty({ title, children }: { title: string; children?: Child }) {
  return (
    <div class="empty stack-tight">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Where one stands among several steps; `current` counts from 1. */
export function Steps({ names, current }: { names: readonly string[]; current: number }) {
  return (
    <ol class="steps" aria-label="Steps">
      {names.map((name, index) => (
        <li aria-current={index + 1 === current ? 'step' : undefined}>{name}</li>
      ))}
    </ol>
  );
}

/** What a person typed, with its line breaks and in its own direction. */
export function TypedText({ text }: { text: string }) {
  return (
    <p class="lines" dir="auto">
      {text}
    </p>
  );
}
