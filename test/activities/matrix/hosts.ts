import { Incident } from '../fixtures/incident.js';
import { impatient } from '../fixtures/impatient.js';
import type { Row, Stage } from './scene.js';

/** The row of an action on the instance of an incident. */
export type HostRow = Row<Incident>;

/** Sets scenes on the instance that was taken over, each in the world as it was found. */
export const hostStage = (incident: () => Incident): Stage<Incident, HostRow> => ({
  office: () => incident().office,
  mishaps: [],
  lanes: 1,
  set: async ({ action }, { given, after }) => {
    const place = incident();
    await place.begin();
    // What takes EC2 seconds is not waited for.
    await place.office.aws.admin.setScale(20);
    await given?.(place);
    const signed = await place.signed(...(after ? [after] : []), action);
    if (after) {
      await place.done(signed, after);
      // AWS begins no second snapshot of a volume within 15 seconds.
      await place.office.aws.admin.advanceClock(20_000);
    }
    return { place, signed };
  },
  vanish: async ({ account: { ec2 }, host, office }) => {
    await ec2.terminateInstances({ InstanceIds: [host] });
    await office.aws.admin.advanceClock(5 * 60_000);
  },
  impatiently: (work) => impatient(incident().office, work),
});
