/** The bare address: a visitor of an installation with one practice wants to book there; anything else has no front page of its own. */
import { Hono } from 'hono';
import { loadPractice, practiceIds } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import { practiceAddress } from '../views/public/addresses.ts';
import { NotSetUpPage } from '../views/public/plain-pages.tsx';

export function frontRoutes(deps: Deps): Hono {
  return new Hono().get('/', async (c) => {
    const [only, second] = await practiceIds(deps.db.sql);
    if (only === undefined) return c.html(<NotSetUpPage />);
    // Whose booking link it is to be cannot be told, and patients came by a link of their own.
    if (second !== undefined) return c.redirect('/desk');
    const practice = await deps.db.tenant(only, loadPractice);
    return c.redirect(practice ? practiceAddress({ slug: practice.slug }) : '/desk');
  });
}
