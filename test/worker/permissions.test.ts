import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../activities/catalogue.js';
import { planningPermissions } from '../../activities/engine/planning-permissions.js';
import { reconcilePermissions } from '../../activities/reconcile/reconciling.js';
import { lookingPermissions, workerPermissions } from '../../worker/permissions.js';
import { containInstance } from '../../workflows/playbooks/contain-instance.js';

describe('the permissions of a worker', () => {
  const permissions = workerPermissions();

  it('are those of every action and of the engine, and no others', () => {
    const asked = new Set([
      ...planningPermissions,
      ...reconcilePermissions,
      ...catalogue.flatMap((action) => action.permissions),
    ]);
    expect(new Set(permissions)).toEqual(asked);
  });

  it('are named each once, in alphabetical order', () => {
    expect(permissions).toEqual([...new Set(permissions)].sort());
  });

  it('change nothing where no action does it', () => {
    expect(lookingPermissions.filter((one) => !/:(?:Describe|Get|List|Lookup)|^kms:Decrypt$/.test(one))).toEqual([]);
  });

  it('are listed in the deployment guide as contain-instance needs them', () => {
    const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deploying.md'), 'utf8');
    const [, policy = ''] = /As a policy:\s+```json\n([\s\S]+?)```/.exec(guide) ?? [];
    const { Statement } = JSON.parse(policy) as {
      readonly Statement: readonly { readonly Action: readonly string[] }[];
    };
    const used = new Set(containInstance.outline.flatMap(({ actions }) => actions));
    const asked = catalogue.filter(({ name }) => used.has(name)).flatMap((action) => action.permissions);
    expect(Statement[0]?.Action).toEqual([...new Set(asked)].sort());
  });

  it('hold no wildcard', () => {
    expect(permissions.filter((permission) => !/^[a-z][a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(permission))).toEqual([]);
  });
});
