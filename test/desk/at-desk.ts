/** Somebody who is signed in at the desk of a practice: what they ask for carries their session and their form token. */
import { randomUUID } from 'node:crypto';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { addMember } from '../../src/db/people.ts';
import type { Database } from '../../src/db/database.ts';
import type { Role } from '../../src/domain/roles.ts';
import type { UserId } from '../../src/domain/types.ts';
import { NOW, type SamplePractice } from '../support/practice.ts';
import type { Served } from './served.ts';

export type AtDesk = {
  readonly cookie: string;
  readonly formToken: string;
  get(path: string): Promise<Response>;
  page(path: string): Promise<string>;
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
};

export async function member(
  db: Database,
  { practiceId, practitionerId }: SamplePractice,
  email: string,
  role: Role = 'owner',
): Promise<void> {
  const id = randomUUID() as UserId; // the builder makes the id
  await db.tenant(practiceId, (tx) => addMember(tx, { id, email, role, practitionerId, now: NOW }));
}

/** `headers` of the browser that signs in. */
export async function signedIn(served: Served, email: string, headers: Record<string, string> = {}): Promise<AtDesk> {
  const link = await issueSignIn(served.deps, email);
  const answer = await served.post(`/desk/sign-in/${link}`, {}, headers);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (path: string) => served.get(path, { cookie });
  const formToken = /name="form-token" value="([^"]+)"/.exec(await (await get('/desk/practices')).text())?.[1] ?? '';
  return {
    cookie,
    formToken,
    get,
    page: async (path) => (await get(path)).text(),
    post: (path, fields = {}) => served.post(path, { 'form-token': formToken, ...fields }, { cookie }),
  };
}
