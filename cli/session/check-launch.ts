import type { JsonObject } from '../../workflows/contract/json.js';
import { parseInstances, parsePrincipal } from '../../workflows/playbooks/inputs.js';
import { playbooks } from '../../workflows/playbooks/registry.js';
import type { Playbook } from '../../workflows/contract/playbook.js';
import { CliError, exit, usageError } from '../errors.js';

/** The playbook of that name; exit 4 when there is none. */
export const playbookNamed = (name: string): Playbook => {
  const found = playbooks.find((one) => one.name === name);
  if (found) return found;
  const known = playbooks.map((one) => one.name).join(', ');
  throw new CliError(
    exit.missing,
    'no-playbook',
    `There is no playbook ${JSON.stringify(name)}.`,
    `There are: ${known}.`,
  );
};

/** The inputs under the playbook's own names, where commands take another name too. */
export const ownNames = (name: string, input: JsonObject): JsonObject => {
  const own = new Map(playbookNamed(name).inputs.flatMap(({ name: to, also }) => (also ? [[also, to] as const] : [])));
  const renamed = Object.entries(input).map(([key, value]) => [own.get(key) ?? key, value] as const);
  if (new Set(renamed.map(([key]) => key)).size < renamed.length)
    throw usageError(
      `${name} was given one input under two names: ${Object.keys(input).join(', ')}.`,
      `See firebreak playbooks ${name}.`,
    );
  return Object.fromEntries(renamed);
};

/** Checks what can be checked before anything is sent: the playbook, its inputs' names and shapes. */
export const checkLaunch = (name: string, input: JsonObject): Playbook => {
  const playbook = playbookNamed(name);
  for (const key of Object.keys(input))
    if (!playbook.inputs.some((one) => one.name === key))
      throw usageError(
        `${name} has no input ${JSON.stringify(key)}.`,
        `Its inputs: ${playbook.inputs.map((one) => one.name).join(', ')}. See firebreak playbooks ${name}.`,
      );
  for (const one of playbook.inputs) {
    const value = input[one.name];
    if (value === undefined && one.required)
      throw usageError(`${name} needs ${one.name}: ${one.title}.`, `Give it with --set ${one.name}=VALUE.`);
    if (one.kind === 'instances' && value !== undefined && !parseInstances(value))
      throw usageError(
        `${JSON.stringify(value)} is not an instance id.`,
        'An instance id is i- and 8 or 17 hex digits, such as i-0abc1234def567890; several are separated by commas.',
      );
    if (one.kind === 'principal' && value !== undefined && !parsePrincipal(value))
      throw usageError(
        `${JSON.stringify(value)} is neither an access key id nor a user nor a role.`,
        'Give AKIA… or ASIA…, user/NAME or role/NAME, or the ARN of a user or a role.',
      );
    if (one.kind === 'choice' && value !== undefined && !(typeof value === 'string' && one.options?.includes(value)))
      throw usageError(`${one.name} cannot be ${JSON.stringify(value)}.`, `Choose one of: ${one.options?.join(', ')}.`);
  }
  return playbook;
};
