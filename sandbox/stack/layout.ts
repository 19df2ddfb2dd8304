import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { home, installation } from '../../worker/home.js';

/** Where the sandbox keeps what: everything under one home, so that removing it is a reset. */
export type Layout = {
  readonly home: string;
  readonly config: string;
  readonly status: string;
  readonly supervisor: string;
  readonly temporal: string;
  readonly temporalPorts: string;
  readonly world: string;
  readonly ledger: string;
  readonly ledgerKey: string;
  readonly operators: string;
  readonly logs: string;
  /** Written by the set-up: the programs that the sandbox is made of. */
  readonly parts: string;
};

/** The layout under a home; makes the folders, readable by their owner only. */
export const layout = (root: string = home()): Layout => {
  const at = (...names: readonly string[]): string => path.join(root, ...names);
  for (const folder of [root, at('temporal'), at('aws'), at('ledger'), at('operators'), at('logs')])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    home: root,
    config: at('firebreak.yaml'),
    status: at('status.json'),
    supervisor: at('supervisor.pid'),
    temporal: at('temporal', 'temporal.db'),
    temporalPorts: at('temporal', 'ports.json'),
    world: at('aws'),
    ledger: at('ledger', 'ledger.db'),
    ledgerKey: at('ledger', 'signing.key'),
    operators: at('operators'),
    logs: at('logs'),
    parts: path.join(installation(), '.firebreak', 'parts.json'),
  };
};
