import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { catalogue } from '../../activities/catalogue.js';
import { playbooks } from '../../workflows/playbooks/registry.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Playbook, PlaybookInput, StageDefinition } from '../../workflows/contract/playbook.js';

const scope = { account: '111122223333', region: 'eu-west-1' };
const samples: Readonly<Record<PlaybookInput['kind'], string>> = {
  instances: 'i-0123456789abcdef0,i-0fedcba9876543210',
  principal: 'arn:aws:iam::111122223333:user/deploy-bot',
  choice: '',
  // A number, because some texts must be one.
  text: '30',
};

const arnOf = (id: string, name: string): string =>
  `arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:${id}:autoScalingGroupName/${name}`;
// What AWS tells of instances: they are in groups of any name.
const beside = [
  { arn: arnOf('1', 'web'), instanceIds: ['i-0123456789abcdef0'] },
  { arn: arnOf('2', 'a/web'), instanceIds: ['i-0fedcba9876543210'] },
  { arn: arnOf('3', 'b/web'), instanceIds: ['i-0fedcba9876543210'] },
];

// What a playbook does can depend on what it is given: each choice, a role in the place of a user, and less than all.
const variantsOf = (playbook: Playbook): readonly (readonly StageDefinition[])[] => {
  const values = playbook.inputs.map(({ name, kind, required, options }) => {
    const others = kind === 'principal' ? ['arn:aws:iam::111122223333:role/web-tier'] : [];
    const left = required || options ? [] : [undefined];
    return [...(options ?? [samples[kind]]), ...others, ...left].map((value) => (value ? { [name]: value } : {}));
  });
  const asked = playbook.inputs.flatMap(({ beside: name }) => (name ? [{}, { [name]: beside }] : []));
  const inputs = [...values, asked.length > 0 ? asked : [{}]].reduce<readonly JsonObject[]>(
    (before, some) => before.flatMap((one) => some.map((more) => ({ ...one, ...more }))),
    [{}],
  );
  return inputs.flatMap((input) => {
    try {
      return [playbook.stages(input, scope)];
    } catch (error) {
      if (error instanceof ApplicationFailure) return [];
      throw error;
    }
  });
};

const outlineOf = (stages: readonly StageDefinition[]): Playbook['outline'] =>
  stages.map(({ name, tracks }) => ({
    stage: name,
    actions: [...new Set(tracks.flatMap(({ steps }) => steps.map(({ action }) => action)))],
  }));

/** What nothing brings back: whoever signs is told. Another one is added here on purpose only. */
const irreversible = ['endSessions', 'deleteLoginProfile'];

const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  all.filter((one) => some.includes(one)).join() === some.join();

const stepsOf = (stages: readonly StageDefinition[]) =>
  stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));

describe('the catalogue of actions', () => {
  it('names each action once', () => {
    const names = catalogue.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect([...new Set(names)]).toEqual(names);
  });

  it.each(catalogue.map((action) => [action.name, action] as const))(
    '%s asks for well-formed permissions',
    (_, action) => {
      expect(action.permissions.length).toBeGreaterThan(0);
      for (const permission of action.permissions) expect(permission).toMatch(/^[a-z][a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
      expect([...new Set(action.permissions)]).toEqual(action.permissions);
    },
  );

  it.each(catalogue.filter(({ effect }) => effect === 'change').map((action) => [action.name, action] as const))(
    '%s changes something, so it can be put back, or is known for what cannot',
    (name, action) => {
      expect(action.undo === undefined).toBe(irreversible.includes(name));
    },
  );

  it('lets what only observes read, and do nothing else', () => {
    for (const { effect, permissions, undo } of catalogue) {
      if (effect !== 'observe') continue;
      for (const permission of permissions) expect(permission).toMatch(/:(Describe|Get|List|Lookup)/);
      expect(undo).toBeUndefined();
    }
  });
});

describe.each(playbooks.map((playbook) => [playbook.name, playbook] as const))('playbook %s', (_, playbook) => {
  it('does what its outline says', () => {
    const variants = variantsOf(playbook).map(outlineOf);
    const names = playbook.outline.map(({ stage }) => stage);
    for (const variant of variants)
      expect(
        isWithin(
          variant.map(({ stage }) => stage),
          names,
        ),
      ).toBe(true);
    for (const { stage, actions } of playbook.outline) {
      const found = variants.flatMap((variant) => variant.filter((one) => one.stage === stage));
      expect(found.filter((one) => !isWithin(one.actions, actions))).toEqual([]);
      expect(actions.filter((action) => !found.some((one) => one.actions.includes(action)))).toEqual([]);
    }
  });

  it('uses only actions that exist', () => {
    const known = new Set(catalogue.map(({ name }) => name));
    const used = variantsOf(playbook)
      .flatMap(stepsOf)
      .map(({ action }) => action);
    expect(used.filter((action) => !known.has(action))).toEqual([]);
  });

  it('gives each step an id of its own', () => {
    for (const stages of variantsOf(playbook)) {
      const ids = stepsOf(stages).map(({ id }) => id);
      expect([...new Set(ids)]).toEqual(ids);
    }
  });

  it('holds the lock of a target wherever one of its actions changes it', () => {
    for (const stage of variantsOf(playbook).flat()) {
      const effects = stepsOf([stage]).map(({ action }) => catalogue.find(({ name }) => name === action)?.effect);
      if (!stage.changes) expect(effects).not.toContain('change');
      else expect(effects).toContain('change');
    }
  });

  it('gives the same stages for the same input', () => {
    expect(variantsOf(playbook).length).toBeGreaterThan(0);
    expect(variantsOf(playbook)).toEqual(variantsOf(playbook));
  });
});

describe('the registry of playbooks', () => {
  it('names each playbook once', () => {
    const names = playbooks.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect([...new Set(names)]).toEqual(names);
  });
});
