/** For supervisors and load balancers: is the process alive, and may requests be sent to it? */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';

const PATIENCE_MS = 2_000;

/** `isOpen` turns false as soon as the process is told to stop (failures K02). */
export function healthRoutes(deps: Pick<Deps, 'db'>, isOpen: () => boolean): Hono {
  return new Hono()
    .get('/health/live', (c) => c.json({ status: 'live' }))
    .get('/health/ready', async (c) => {
      if (!isOpen()) return c.json({ status: 'stopping' }, 503);
      const answers = await soon(deps.db.sql`select 1`);
      return answers ? c.json({ status: 'ready' }) : c.json({ status: 'database-away' }, 503);
    });
}

/** A full pool or a silent server must not keep the one who asks waiting (failures K10). */
async function soon(question: PromiseLike<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answered = Promise.resolve(question).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
