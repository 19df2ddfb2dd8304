import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../contract/failures.js';
import type { JsonObject } from '../contract/json.js';
import { resourceOf, stepId } from '../contract/names.js';
import type { Playbook, Scope, StepDefinition } from '../contract/playbook.js';
import { instanceArns, parsePrincipal, type Principal } from './inputs.js';

const stage = 'revoke';
const refuse = (message: string): ApplicationFailure => ApplicationFailure.nonRetryable(message, failureTypes.badInput);

const step = (name: string, action: string, input: JsonObject): StepDefinition => ({
  id: stepId(stage, name, action),
  action,
  input,
});

// The denial first: one write ends keys, console and sessions, before the loud steps tell the intruder.
const ofUser = (userName: string, input: JsonObject): readonly StepDefinition[] => {
  if (input['instanceId'] !== undefined || input['trust'] === 'deny')
    throw refuse('instanceId and trust=deny are for roles: a user has no hosts, and nobody begins a session of one.');
  const leaked = input['accessKeyId'] === undefined ? {} : { accessKeyId: input['accessKeyId'] };
  return [
    step(userName, 'denyUser', { userName }),
    step(userName, 'deactivateKeys', { userName, ...leaked }),
    ...(input['password'] === 'keep' ? [] : [step(userName, 'deleteLoginProfile', { userName })]),
    step(userName, 'deactivateCredentials', { userName }),
  ];
};

// The way back in first, where it is to be shut: sessions that begin after the revocation would be alive.
const ofRole = (roleName: string, input: JsonObject): readonly StepDefinition[] => [
  ...(input['trust'] === 'deny' ? [step(roleName, 'denyTrust', { roleName })] : []),
  step(roleName, 'revokeSessions', { roleName }),
];

const ofHosts = (roleName: string, input: JsonObject, scope: Scope): readonly StepDefinition[] => {
  if (input['trust'] === 'deny')
    throw refuse('trust=deny is for a whole role, and instanceId for single hosts of it: leave one of them out.');
  const instanceIds = instanceArns(input['instanceId'], scope).map(resourceOf);
  return [step(roleName, 'denyHostSessions', { roleName, instanceIds })];
};

const stepsFor = (
  { kind, name }: Exclude<Principal, { readonly kind: 'key' }>,
  input: JsonObject,
  scope: Scope,
): readonly StepDefinition[] => {
  if (kind === 'user') return ofUser(name, input);
  return input['instanceId'] === undefined ? ofRole(name, input) : ofHosts(name, input, scope);
};

/** Takes from a user or a role, or from one host of a role, everything that credentials of theirs can still do. */
export const revokeCredentials: Playbook = {
  name: 'revoke-credentials',
  version: '2',
  title: 'Revoke the credentials of a user, a role, or one host of a role',
  description:
    'A user: denies everything, then deactivates all access keys, deletes the console password, and deactivates certificates, SSH keys and service-specific credentials. A role: revokes every session it has now, and lets nobody begin one if asked to. A host of a role: denies the sessions of that host alone, so that the others go on. A release is time-locked: sessions from before stay denied until they have expired.',
  // For a day: an attacker who is still there, and automation, show themselves within hours.
  watch: { every: 60, for: 86_400 },
  inputs: [
    {
      name: 'principal',
      title: 'Access key id, user/NAME, role/NAME or the ARN of one',
      kind: 'principal',
      required: true,
      also: 'accessKeyId',
    },
    {
      name: 'instanceId',
      title: 'For a role: only the sessions of this instance, or of several separated by commas (10 at most)',
      kind: 'instances',
      required: false,
    },
    {
      name: 'trust',
      title: 'For a whole role: whether anybody may still begin a session of it',
      kind: 'choice',
      required: false,
      options: ['keep', 'deny'],
    },
    {
      name: 'password',
      title: 'For a user: whether the console password is deleted, which cannot be undone',
      kind: 'choice',
      required: false,
      options: ['delete', 'keep'],
    },
  ],
  outline: [
    {
      stage,
      actions: [
        'denyUser',
        'deactivateKeys',
        'deleteLoginProfile',
        'deactivateCredentials',
        'denyHostSessions',
        'denyTrust',
        'revokeSessions',
      ],
    },
  ],
  stages: (input, scope) => {
    const { principal: target } = input;
    const principal = parsePrincipal(target);
    if (typeof target !== 'string' || !principal || principal.kind === 'key')
      throw refuse('principal must be the ARN of a user or a role.');
    return [{ name: stage, changes: true, tracks: [{ target, steps: stepsFor(principal, input, scope) }] }];
  },
};
