/** Names that a client, a worker and a workflow must agree on. */

/** Workflow types. */
export const workflowTypes = {
  run: 'runPlaybook',
  release: 'releaseRun',
  preview: 'previewPlan',
  examine: 'examine',
  track: 'runTrack',
  notify: 'notify',
  watch: 'watchRun',
  reconcile: 'reconcile',
  verifyEvidence: 'verifyEvidence',
  fetchEvidence: 'fetchEvidence',
  caseWord: 'recordCaseWord',
} as const;

/** Updates that a run or a release answers. */
export const updateNames = { decide: 'decide', cancel: 'cancel', release: 'release' } as const;

/** The workflow id of a run is the run's id. */
export const runWorkflowId = (run: string): string => run;

/** The workflow id of the release `release` of a run. */
export const releaseWorkflowId = (run: string, release: string): string => `${run}/${release}`;

/** The workflow id of the watch over what a run changed. */
export const watchWorkflowId = (run: string): string => `${run}/watch`;

/** The workflow id of one word on a case: what was signed is handed in once. */
export const caseWordWorkflowId = (document: { readonly case: string; readonly nonce: string }): string =>
  `case/${document.case}/${document.nonce}`;

/** Whether it is the watch over what the run changed that waits at a gate. */
export const isOfWatch = (run: string, gate: { readonly workflowId: string }): boolean =>
  gate.workflowId === watchWorkflowId(run);

/** The workflow id of one notice: it is sent once. */
export const noticeWorkflowId = (notice: {
  readonly run: string;
  readonly release?: string;
  readonly event: string;
  readonly gate?: string;
  readonly to?: readonly string[];
  readonly look?: number;
}): string =>
  ['notice', notice.run, notice.release, notice.event, notice.gate, notice.to?.join(','), notice.look?.toString()]
    .filter(Boolean)
    .join('/');

/** A workflow id that only one run can hold at a time: whoever changes `arn` holds it. */
export const lockWorkflowId = (arn: string): string => `lock:change:${arn}`;

/** Steps are named by where they stand: `contain/i-0abc/isolateInstance`. */
export const stepId = (stage: string, resource: string, action: string): string => `${stage}/${resource}/${action}`;

/** A step of a release is named `<release>/<step that it puts back>`. */
export const releaseStepId = (release: string, step: string): string => `${release}/${step}`;

/** The step that a step of a release puts back. */
export const undoneStep = (step: string): string => step.slice(step.indexOf('/') + 1);

/** The release that a step belongs to, if it belongs to one. */
export const releaseOfStep = (step: string): string | undefined => /^(release-[^/]+)\//.exec(step)?.[1];

/** The actions of which a release puts back some changes only where it names their step. */
export const actionsToName: ReadonlySet<string> = new Set(['standbyInstance']);

/** Whether a stage is a release, not a stage of a playbook. */
export const isRelease = (stage: string): boolean => stage.startsWith('release-');

const autoScalingGroup = /^arn:[^:]*:autoscaling:[^:]*:[^:]*:(autoScalingGroup:[^:]*):autoScalingGroupName\/(.*)$/s;

/**
 * Whether an ARN is that of an object which several targets share: an Auto Scaling group. What is changed of it is changed
 * on a track of its own, and put back last.
 */
export const isShared = (arn: string): boolean => autoScalingGroup.test(arn);

/** The name of the Auto Scaling group of an ARN, of whatever characters; undefined where it is not one of a group. */
export const groupNameOf = (arn: string): string | undefined => autoScalingGroup.exec(arn)?.[2];

/**
 * The resource part of an ARN: `i-0abc` of `arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc`. Of an Auto Scaling group
 * its name; its id where the name could be misread in a step or by a shell, for it may be of any characters but a colon.
 */
export const resourceOf = (arn: string): string => {
  const [, id = '', name] = autoScalingGroup.exec(arn) ?? [];
  if (name !== undefined) return /^\w[\w.-]*$/.test(name) ? name : id;
  return arn.slice(arn.lastIndexOf('/') + 1);
};

/** The account of an ARN: `111122223333` of `arn:aws:iam::111122223333:role/x`; empty where it names none. */
export const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** The id of a case as people give it: nothing in it that a shell would read. */
export const caseIdShape = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** An EC2 instance id, as the source of a regular expression: `i-` and 8 or 17 hex digits. */
export const instanceIdPattern = 'i-(?:[0-9a-f]{8}|[0-9a-f]{17})';

/** The id of an access key of a user (`AKIA`) or of a session (`ASIA`), as an input names it. */
export const accessKeyIdShape = /^A(?:KIA|SIA)[A-Z2-7]{16}$/;

/** A user or a role, as an input names it: `user/ada`, or its ARN. Its groups are account, kind and name without path. */
export const principalShape = /^(?:arn:aws[a-z-]*:iam::(\d{12}):)?(user|role)\/(?:[!-~]{1,510}\/)?([\w+=,.@-]{1,64})$/;
