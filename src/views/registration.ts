/** How an installation is registered where people sign in to connect a calendar: said at the desk and by `openhours doctor`. */

export type SignInKind = 'google' | 'outlook';

/** Where the provider sends the browser back to; it has to be registered letter by letter. */
export function redirectAddress(publicUrl: string, kind: SignInKind): string {
  return `${publicUrl}/desk/calendars/signed-in/${kind}`;
}

/** Providers take a redirect address only if it is encrypted, or this machine's own by name. */
export function takesRedirect(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || hostname === 'localhost';
}

/** Step by step, each a sentence or two. */
export function registrationSteps(publicUrl: string, kind: SignInKind): readonly string[] {
  const redirect = redirectAddress(publicUrl, kind);
  return kind === 'google' ? googleSteps(redirect) : microsoftSteps(redirect);
}

function googleSteps(redirect: string): readonly string[] {
  return [
    'Open https://console.cloud.google.com, make a project, and enable the Google Calendar API in it (APIs & Services, Library).',
    'Under Google Auth Platform fill in Branding. Under Audience choose Internal where all practitioners are of one Google Workspace, else External. An External app that stays in testing signs everybody out after seven days: publish it.',
    'Under Data access add the scopes https://www.googleapis.com/auth/calendar.calendarlist.readonly and https://www.googleapis.com/auth/calendar.events, and no other.',
    `Under Clients create one of the type Web application, with the authorised redirect URI ${redirect}`,
    'Start Openhours with its client ID as GOOGLE_CLIENT_ID and its client secret as GOOGLE_CLIENT_SECRET.',
  ];
}

function microsoftSteps(redirect: string): readonly string[] {
  return [
    'Open https://entra.microsoft.com, App registrations, New registration. Supported account types: accounts in any organizational directory and personal Microsoft accounts.',
    `As redirect URI choose the platform Web and enter ${redirect}`,
    'Under API permissions add the delegated permissions Calendars.ReadWrite, offline_access, openid, profile and email of Microsoft Graph. Some organisations let only an administrator consent to them.',
    'Under Certificates & secrets make a client secret, and note when it ends: nobody can be connected or read after that day until it is replaced.',
    'Start Openhours with the application (client) ID as MICROSOFT_CLIENT_ID and the value of the secret as MICROSOFT_CLIENT_SECRET.',
  ];
}
