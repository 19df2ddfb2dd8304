import type { Finding } from '../../workflows/contract/case.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { accessKeyIdShape, instanceIdPattern, principalShape } from '../../workflows/contract/names.js';
import type { Playbook, PlaybookInput } from '../../workflows/contract/playbook.js';
import { usageError } from '../errors.js';

const instance = new RegExp(`^${instanceIdPattern}$`);

// By name or by ARN, one user or role is one.
const principalsIn = (resources: readonly string[]): readonly string[] => {
  const found = new Map<string, string>();
  for (const one of resources) {
    const [, , kind, name] = principalShape.exec(one) ?? [];
    if (kind && name) found.set(`${kind}/${name}`, found.get(`${kind}/${name}`) ?? one);
  }
  return [...found.values()];
};

// Whose key it is says more than the key: a session's key alone leads nowhere.
const candidates = ({ kind }: PlaybookInput, resources: readonly string[]): readonly string[] => {
  if (kind === 'instances') return resources.filter((one) => instance.test(one));
  if (kind !== 'principal') return [];
  const principals = principalsIn(resources);
  return principals.length > 0 ? principals : resources.filter((one) => accessKeyIdShape.test(one));
};

/**
 * The inputs of a playbook that findings answer, beside those that were given: each one that is required and for which
 * they name exactly one resource. Where they name several it is for a person to say which is meant.
 */
export const filled = (
  { name, inputs }: Pick<Playbook, 'name' | 'inputs'>,
  given: JsonObject,
  findings: readonly Finding[],
): JsonObject => {
  const resources = [...new Set(findings.flatMap((finding) => finding.resources))];
  const added = inputs
    .filter((one) => one.required && given[one.name] === undefined)
    .flatMap((one) => {
      const [only, ...more] = candidates(one, resources);
      if (more.length > 0)
        throw usageError(
          `The finding names ${[only, ...more].join(', ')}: ${name} needs to know which is meant.`,
          `Say it with --set ${one.name}=VALUE.`,
        );
      return only === undefined ? [] : [[one.name, only] as const];
    });
  return { ...Object.fromEntries(added), ...given };
};
