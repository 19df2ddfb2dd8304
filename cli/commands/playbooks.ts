import { catalogue } from '../../activities/catalogue.js';
import { principalPermissions } from '../../activities/engine/planning-permissions.js';
import { instanceIdPattern } from '../../workflows/contract/names.js';
import type { Playbook } from '../../workflows/contract/playbook.js';
import { playbooks } from '../../workflows/playbooks/registry.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { playbookNamed } from '../session/check-launch.js';

/** The catalogue, or one playbook of it in full. */
export const run = async ({ positionals, out }: Invocation): Promise<ExitCode> => {
  const [name] = positionals;
  if (name !== undefined) {
    const described = describe(playbookNamed(name));
    out.result(described, () => describedText(described));
    return exit.done;
  }
  const listed = playbooks.map(({ name: id, version, title, description }) => ({
    name: id,
    version,
    title,
    description,
  }));
  out.result(listed, () =>
    table(
      ['PLAYBOOK', 'VERSION', 'WHAT IT DOES'],
      listed.map((one) => [one.name, one.version, one.title]),
    ),
  );
  return exit.done;
};

const oneInstance = `(arn:aws[a-z-]*:ec2:[a-z0-9-]+:\\d{12}:instance/)?${instanceIdPattern}`;
const instances = `^${oneInstance}(\\s*,\\s*${oneInstance})*$`;

const describe = (playbook: Playbook) => ({
  name: playbook.name,
  version: playbook.version,
  title: playbook.title,
  description: playbook.description,
  inputs: {
    type: 'object',
    additionalProperties: false,
    required: playbook.inputs.filter((one) => one.required).map((one) => one.name),
    properties: Object.fromEntries(
      playbook.inputs.map((one) => [
        one.name,
        {
          type: 'string',
          description: one.title,
          ...(one.kind === 'instances' && { pattern: instances }),
          ...(one.options && { enum: one.options, default: one.options[0] }),
        },
      ]),
    ),
  },
  stages: playbook.outline.map(({ stage, actions }) => ({
    name: stage,
    actions: catalogue
      .filter((action) => actions.includes(action.name))
      .map(({ name, title, effect, blocking, permissions, undo }) => ({
        name,
        title,
        effect,
        blocking,
        undo: undo !== undefined,
        permissions,
      })),
  })),
  permissions: [
    ...new Set([
      ...(playbook.inputs.some(({ kind }) => kind === 'principal') ? principalPermissions : []),
      ...catalogue
        .filter((one) => playbook.outline.some((stage) => stage.actions.includes(one.name)))
        .flatMap((one) => one.permissions),
    ]),
  ].sort(),
});

const describedText = (one: ReturnType<typeof describe>): string =>
  [
    `${one.name} v${one.version}: ${one.title}`,
    one.description,
    '',
    'Inputs',
    ...Object.entries(one.inputs.properties).map(
      ([name, { description }]) => `  ${name}  ${description}${one.inputs.required.includes(name) ? ' (needed)' : ''}`,
    ),
    '',
    'Stages',
    ...one.stages.flatMap((stage) => [
      `  ${stage.name}`,
      ...stage.actions.map(
        (action) =>
          `    ${action.name}: ${action.title} (${action.effect}${action.blocking ? '' : ', best-effort'}${action.undo ? ', can be undone' : ''})`,
      ),
    ]),
    '',
    'Permissions of the worker',
    ...one.permissions.map((permission) => `  ${permission}`),
  ].join('\n');
