/** One process of patients: waits for its requests, sends all of them at once, and says what each was answered. */
import type { Answer, Order } from './crowd.ts';

process.on('message', (order: Order) => {
  void Promise.all(order.requests.map((request) => send(order.url, request))).then((answers) =>
    process.send?.(answers),
  );
});
process.send?.('ready');

async function send(url: string, { path, body, headers }: Order['requests'][number]): Promise<Answer> {
  const from = performance.now();
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer, ms: performance.now() - from };
  } catch (error) {
    return { status: 0, body: String(error), ms: performance.now() - from };
  }
}
