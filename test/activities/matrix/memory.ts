import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { stepId } from '../../../workflows/contract/names.js';
import type { CaptureSite } from '../fixtures/capture-site.js';
import { carry } from '../fixtures/carry.js';
import { impatient } from '../fixtures/impatient.js';
import type { Row, Stage } from './scene.js';

/** A host that Systems Manager reaches, made for one scene. */
export type Host = { readonly site: CaptureSite; readonly instanceId: string };

/** The row of an action that runs scripts on a host. */
export type MemoryRow = Row<Host>;

/** Sets scenes on hosts of their own, one after another. */
export const memoryStage = (site: () => CaptureSite): Stage<Host, MemoryRow> => ({
  office: () => site().office,
  mishaps: [],
  lanes: 1,
  set: async ({ action }, { after }) => {
    const { office, hosts } = site();
    const { admin } = office.aws;
    await admin.clearFaults();
    // What takes a host minutes is over in seconds.
    await admin.setScale(50);
    const instanceId = await hosts.host();
    const from = stepId('probeMemory', instanceId, 'probeMemory');
    office.inputs.set('captureMemory', { from, evidenceVolume: 'delete' });
    const job = await office.job(instanceId);
    const planned = await office.plan(job, ...(after ? [after] : []), action);
    await office.sign(job, planned);
    if (after) await carry(office, { job, planned }, after, 'apply');
    return { place: { site: site(), instanceId }, signed: { job, planned } };
  },
  vanish: async ({ site: { office }, instanceId }) => {
    await office.aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    await office.aws.admin.advanceClock(5 * 60_000);
  },
  impatiently: (work) => impatient(site().office, work),
});
