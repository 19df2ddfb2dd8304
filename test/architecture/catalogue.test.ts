import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../activities/catalogue.js';
import { playbooks } from '../../workflows/playbooks/registry.js';
import type { Playbook, PlaybookInput, StageDefinition } from '../../workflows/contract/playbook.js';

const scope = { account: '111122223333', region: 'eu-west-1' };
const samples: Readonly<Record<PlaybookInput['kind'], string>> = {
  instances: 'i-0123456789abcdef0,i-0fedcba9876543210',
  text: 'a text',
};

const stagesOf = (playbook: Playbook): readonly StageDefinition[] =>
  playbook.stages(Object.fromEntries(playbook.inputs.map(({ name, kind }) => [name, samples[kind]])), scope);

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
    '%s changes something, so it can be put back',
    (_, action) => {
      expect(action.undo).toBeDefined();
    },
  );

  it.each(catalogue.filter(({ effect }) => effect === 'observe').map((action) => [action.name, action] as const))(
    '%s only observes, so it may only read',
    (_, action) => {
      for (const permission of action.permissions) expect(permission).toMatch(/:(Describe|Get|List|Lookup)/);
      expect(action.undo).toBeUndefined();
    },
  );
});

describe.each(playbooks.map((playbook) => [playbook.name, playbook] as const))('playbook %s', (_, playbook) => {
  it('does what its outline says', () => {
    const stages = stagesOf(playbook).map(({ name, tracks }) => ({
      stage: name,
      actions: [...new Set(tracks.flatMap(({ steps }) => steps.map(({ action }) => action)))],
    }));
    expect(stages).toEqual(playbook.outline);
  });

  it('uses only actions that exist', () => {
    const known = new Set(catalogue.map(({ name }) => name));
    const used = stepsOf(stagesOf(playbook)).map(({ action }) => action);
    expect(used.filter((action) => !known.has(action))).toEqual([]);
  });

  it('gives each step an id of its own', () => {
    const ids = stepsOf(stagesOf(playbook)).map(({ id }) => id);
    expect([...new Set(ids)]).toEqual(ids);
  });

  it('holds the lock of a target wherever one of its actions changes it', () => {
    for (const stage of stagesOf(playbook)) {
      const effects = stepsOf([stage]).map(({ action }) => catalogue.find(({ name }) => name === action)?.effect);
      if (!stage.changes) expect(effects).not.toContain('change');
      else expect(effects).toContain('change');
    }
  });

  it('gives the same stages for the same input', () => {
    expect(stagesOf(playbook)).toEqual(stagesOf(playbook));
  });
});

describe('the registry of playbooks', () => {
  it('names each playbook once', () => {
    const names = playbooks.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect([...new Set(names)]).toEqual(names);
  });
});
