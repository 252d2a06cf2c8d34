/** A form that a passkey fills in. Hidden until the script finds that the browser knows passkeys (browser/parts/passkey.ts). */
import type { Child } from 'hono/jsx';

export type PasskeyAsk = {
  readonly kind: 'add' | 'show';
  readonly action: string;
  /** What the browser is asked, as JSON. */
  readonly options: string;
  readonly formToken?: string;
};

export function PasskeyForm(props: { ask: PasskeyAsk; error?: string | undefined; class?: string; children?: Child }) {
  const { ask, error } = props;
  return (
    <form
      method="post"
      action={ask.action}
      class={props.class ?? 'stack-tight'}
      id="passkey"
      hidden
      novalidate
      data-passkey={ask.kind}
      data-options={ask.options}
    >
      {ask.formToken === undefined ? undefined : <input type="hidden" name="form-token" value={ask.formToken} />}
      <input type="hidden" name="passkey" value="" />
      {props.children}
      <p class="field-error" role="alert" data-problem hidden={!error}>
        {error}
      </p>
    </form>
  );
}

/** Where there is no script or no support; the script takes it away. */
export function NoPasskeys() {
  return (
    <p class="soft" data-no-passkeys>
      This browser knows no passkeys, or runs no scripts here.
    </p>
  );
}
