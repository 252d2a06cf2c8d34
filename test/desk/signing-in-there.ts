/** Signing in at a calendar provider from the desk, as a browser does: there, back, and the one button. */
import { valueOf } from '../support/page.ts';
import type { AtDesk } from './at-desk.ts';

/** Where the provider sends the browser back to, after whatever the person did on its page. */
export async function consented(
  desk: AtDesk,
  query: Readonly<Record<string, string>>,
  kind: 'google' | 'outlook' = 'google',
): Promise<URL> {
  const away = await desk.get(`/desk/calendars/sign-in/${kind}?${new URLSearchParams(query).toString()}`);
  const back = await fetch(away.headers.get('location') ?? '', { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '');
}

/** The page that is come back to, and its one button. */
export async function finished(desk: AtDesk, back: URL): Promise<Response> {
  const page = await desk.page(back.pathname + back.search);
  return desk.post(back.pathname, { state: valueOf(page, 'state') ?? '', code: valueOf(page, 'code') ?? '' });
}

/** @returns the id of the connected account. */
export async function connected(
  desk: AtDesk,
  query: Readonly<Record<string, string>>,
  kind?: 'google' | 'outlook',
): Promise<string> {
  const answer = await finished(desk, await consented(desk, query, kind));
  const id = /accounts\/([\da-f-]{36})\?done=connected$/.exec(answer.headers.get('location') ?? '')?.[1];
  if (answer.status !== 303 || !id) throw new Error(`It was not connected: ${answer.status}.`);
  return id;
}
