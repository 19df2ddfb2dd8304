import type { Place } from '../operation.js';

/** A finding on its way to Security Hub. */
export type Export = { readonly account: string; readonly region: string; readonly id: string };

export const EXPORT = 'guardduty.export';

/** "Integrating GuardDuty with AWS Security Hub": findings arrive within five minutes as a rule. */
const LATENCY = 5 * 60_000;

/** Sends the finding, as it is then, to Security Hub in five minutes. */
export const planExport = ({ world, account, region }: Place, id: string): void =>
  world.agenda.plan(`${EXPORT} ${account} ${region} ${id}`, world.clock.now() + LATENCY, EXPORT, {
    account,
    region,
    id,
  });
