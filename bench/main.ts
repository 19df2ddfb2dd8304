import { parseArgs } from 'node:util';
import { benchChaos } from './chaos/main.js';
import { benchContainment } from './containment.js';
import { benchDecisions } from './decisions.js';
import { benchLedger, benchMillion } from './ledger.js';
import { benchLedgerShare } from './ledger-share.js';
import { benchRequests } from './requests.js';
import { withSandbox } from './sandbox.js';
import { benchStartUp } from './start-up.js';
import { benchTargets } from './targets.js';
import { benchThroughput } from './throughput.js';

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
const measures = {
  containment: () => withSandbox(benchContainment),
  decisions: () => withSandbox(benchDecisions),
  throughput: () => withSandbox(benchThroughput),
  targets: () => withSandbox(benchTargets),
  ledger: benchLedger,
  'ledger-share': () => withSandbox(benchLedgerShare),
  requests: benchRequests,
  'start-up': benchStartUp,
};
const benches = {
  ...measures,
  // Minutes, most of them to write what is verified: only when it is named.
  'ledger-million': benchMillion,
  // Half an hour, and no figure: only when it is named.
  chaos: () =>
    withSandbox(benchChaos({ kills: Number(values.kills), ...(values.seed && { seed: Number(values.seed) }) })),
};

const unknown = wanted.find((name) => !(name in benches));
if (unknown) {
  process.stderr.write(`There is no bench ${unknown}. There are: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(wanted.length > 0 ? benches : measures))
  if (wanted.length === 0 || wanted.includes(name)) {
    process.stdout.write(`\n${name}\n`);
    await bench();
  }
process.exit();
