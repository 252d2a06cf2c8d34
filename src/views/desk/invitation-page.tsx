/** What the link of an invitation opens: who invites whom as what, and one button; or that it opens nothing any more. */
import type { Role } from '../../domain/roles.ts';
import { Card, Fact, Facts, Message } from '../components.tsx';
import { roleMay, roleWords } from './role-words.ts';
import { SignInPage } from './sign-in.tsx';

/** A button, because programs that look at links in mail press none. */
export function InvitationPage({ practiceName, email, role }: { practiceName: string; email: string; role: Role }) {
  return (
    <SignInPage title={`${practiceName} invites you`}>
      <Card>
        <Facts>
          <Fact term="Your email">
            <bdi class="break">{email}</bdi>
          </Fact>
          <Fact term="Your role">{roleWords(role)}</Fact>
          <Fact term="What you see and change there">{roleMay(role)}</Fact>
        </Facts>
        <form method="post" class="row" data-once>
          <button class="button">Accept the invitation</button>
        </form>
        <p class="soft">There is no password: from then on a mail or a passkey signs you in.</p>
      </Card>
    </SignInPage>
  );
}

/** The same for every link that opens nothing. */
export function InvitationOverPage() {
  return (
    <SignInPage title="This invitation opens nothing any more">
      <Message tone="warn" title="It was accepted before, was withdrawn, or is too old.">
        <p>
          Ask the practice to send it again. If you accepted it, <a href="/desk/sign-in">sign in</a>.
        </p>
      </Message>
    </SignInPage>
  );
}
