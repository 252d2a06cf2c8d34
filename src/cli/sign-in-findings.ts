/** What `openhours doctor` says about signing in at Google and Microsoft: how to register, and whether what was registered is taken. */
import { ProviderError } from '../../connectors/provider.ts';
import type { Deps } from '../deps.ts';
import { redirectAddress, registrationSteps, takesRedirect, type SignInKind } from '../views/registration.ts';
import type { Finding } from './findings.ts';

const NAMES: Readonly<Record<SignInKind, string>> = { google: 'Google', outlook: 'Microsoft' };
const CALENDARS: Readonly<Record<SignInKind, string>> = { google: 'Google calendars', outlook: 'Outlook calendars' };

type SignInDeps = Pick<Deps, 'config' | 'providers'>;

export async function signInFindings(deps: SignInDeps): Promise<Finding[]> {
  const { publicUrl } = deps.config;
  const findings = await Promise.all([findingOf(deps, 'google'), findingOf(deps, 'outlook')]);
  const anySet = deps.providers.google !== undefined || deps.providers.outlook !== undefined;
  if (anySet && !isPublic(publicUrl)) {
    findings.push({
      state: 'weak',
      what: 'Google and Microsoft cannot tell of changes: they are noticed when a calendar is read, every ten minutes.',
      advice: 'Set PUBLIC_URL to an https:// address that can be reached from outside.',
    });
  }
  return findings;
}

/** As the channels ask for it (sync/watch.ts). */
function isPublic(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && hostname.includes('.');
}

async function findingOf({ config, providers }: SignInDeps, kind: SignInKind): Promise<Finding> {
  const name = NAMES[kind];
  const oauth = providers[kind]?.oauth;
  if (!oauth) {
    const steps = registrationSteps(config.publicUrl, kind).map((step, index) => `${index + 1}. ${step}`);
    const begin = takesRedirect(config.publicUrl)
      ? []
      : [`First set PUBLIC_URL to an https:// address: ${name} takes no other.`];
    return {
      state: 'weak',
      what: `${CALENDARS[kind]} cannot be connected: this installation is not registered at ${name}. CalDAV accounts and calendar feeds need no registration.`,
      advice: [...begin, ...steps].join('\n    '),
    };
  }
  const redirect = redirectAddress(config.publicUrl, kind);
  if (!takesRedirect(config.publicUrl)) {
    return {
      state: 'broken',
      what: `${name} does not send anybody back to ${redirect}: it takes https:// addresses alone.`,
      advice: `Put a proxy with a certificate in front, set PUBLIC_URL to its address, and register the redirect address again.`,
    };
  }
  // A code that nobody was given is refused, but only after the installation itself was let in.
  const refusal = await oauth
    .exchange({ code: 'openhours-doctor', verifier: 'openhours-doctor-openhours-doctor-openhours', redirect })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (!(refusal instanceof ProviderError)) throw refusal ?? new Error(`${name} took a code that nobody was given.`);
  if (refusal.reason === 'reconnect')
    return { state: 'well', what: `${name} knows this installation. It must have ${redirect} as redirect address.` };
  const isUnknown = refusal.message.includes('CLIENT_ID');
  return {
    state: isUnknown ? 'broken' : 'weak',
    what: isUnknown
      ? `${name} does not know this installation.`
      : `Whether ${name} knows this installation could not be checked.`,
    advice: refusal.message,
  };
}
