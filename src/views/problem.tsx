/** The page of every error: what happened and what to do, and nothing of what is inside. */
import { Message } from './components.tsx';
import { Page } from './layout.tsx';

export function ProblemPage({ title, detail }: { title: string; detail: string }) {
  return (
    <Page title={title} brand="Openhours" hidden>
      <h1>{title}</h1>
      <Message tone="warn">
        <p>{detail}</p>
      </Message>
    </Page>
  );
}
