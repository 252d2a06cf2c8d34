/** Styles and scripts of the pages, under names that change with their content: kept by browsers for a year. */
import { Hono } from 'hono';
import { assets } from '../views/assets.generated.ts';

const byPath = new Map(Object.values(assets).map((asset) => [asset.path, asset]));

export function assetRoutes(): Hono {
  return new Hono().get('/assets/:file', (c) => {
    const asset = byPath.get(c.req.path);
    if (!asset) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
}
