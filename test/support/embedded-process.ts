/** A process that runs the embedded server on the folder it is told, for tests that kill it. Prints one JSON line when ready. */
import { startServer } from '../../src/db/embedded/server.ts';

const [dataDir] = process.argv.slice(2);
try {
  const server = await startServer(dataDir!); // the test passes it
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ ownerUrl: server.ownerUrl })}\n`);
  setInterval(() => {}, 1 << 30);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  process.exit(1);
}
