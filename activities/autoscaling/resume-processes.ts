import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { accountOf, resourceOf } from '../../workflows/contract/names.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { groupCall, readGroup, suspendedText, type Group } from './groups.js';

/** What suspending did: whether the run's instances rely on it, and which processes were suspended for them. */
export const suspension = z.strictObject({ stands: z.boolean(), suspended: z.array(z.string()) });

/** What is resumed. */
export const resumption = z.strictObject({ suspended: z.array(z.string()) });

/** Plans resuming what was `suspended`; not what was suspended before, nor what somebody has resumed since. */
export const planResume = async (
  aws: Aws,
  target: string,
  suspended: readonly string[],
): Promise<Planned<z.infer<typeof resumption>>> => {
  const now = await readGroup(aws, target);
  const resumes = suspended.filter((process) => now?.suspended.includes(process));
  const common = {
    owner: accountOf(target),
    kind: 'autoScalingGroup',
    targetState: { autoScaling: 'as before' },
    reversible: true,
    facts: { suspended: resumes },
  };
  if (!now) return { ...common, calls: [], summary: `the group ${resourceOf(target)} is gone` };
  const { group } = now;
  if (resumes.length === 0)
    return { ...common, calls: [], summary: `nothing that was suspended for this run is suspended in ${group}` };
  return {
    ...common,
    calls: [groupCall('resume', 'ResumeProcesses', now, { ScalingProcesses: resumes })],
    summary: `let ${group} act as before`,
    differences: [{ what: group, now: `suspended: ${resumes.join(', ')}`, then: 'resumed' }],
    blastRadius: [
      {
        severity: 'warning',
        message: `${group} ends and replaces what it finds unhealthy again, and whatever is still isolated in it`,
        resources: [target],
      },
    ],
  };
};

/** Resumes them; doing it twice equals doing it once. Answers what AWS reads back. */
export const resumeProcesses = async (
  aws: Aws,
  target: string,
  processes: readonly string[],
): Promise<readonly string[]> => {
  const read = () => readGroup(aws, target);
  const left = (now: Group | null): readonly string[] => processes.filter((one) => now?.suspended.includes(one));
  if (left(await read()).length > 0) await aws.make('resume');
  const after = await settled(aws, read, (now) => left(now).length === 0);
  const said = after ? suspendedText(after) : `${resourceOf(target)} is gone`;
  if (left(after).length > 0) throw failure(failureTypes.notHolding, `${said}: they were not resumed.`);
  return [said];
};
