import { benchContainment } from './containment.js';
import { benchLedger } from './ledger.js';
import { benchRequests } from './requests.js';
import { withSandbox } from './sandbox.js';
import { benchStartUp } from './start-up.js';
import { benchThroughput } from './throughput.js';

const benches = {
  containment: () => withSandbox(benchContainment),
  throughput: () => withSandbox(benchThroughput),
  ledger: benchLedger,
  requests: benchRequests,
  'start-up': benchStartUp,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in benches));
if (unknown) {
  process.stderr.write(`There is no bench ${unknown}. There are: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches))
  if (wanted.length === 0 || wanted.includes(name)) {
    process.stdout.write(`\n${name}\n`);
    await bench();
  }
process.exit(0);
