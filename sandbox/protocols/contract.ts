import { check } from './check.js';
import { shown } from './coral-messages.js';
import type { ServiceModel } from './model.js';
import type { Problem } from './problem.js';
import type { Shape } from './shapes.js';

/** An answer of ours that the service could not have given: a mistake of ours, never of the caller. */
export class ContractBroken extends Error {
  override readonly name = 'ContractBroken';

  constructor(
    where: string,
    readonly problems: readonly Problem[],
  ) {
    super(`${where}: ${problems.slice(0, 5).map(describe).join('; ')}`);
  }
}

/** Throws {@link ContractBroken} unless the model allows `value`: names, types, required members and enum values. */
export const keepContract = (model: ServiceModel, name: string, shape: Shape, value: unknown): void => {
  const problems = check(shape, value, 'shape').filter((problem) => !isModelsMistake(problem));
  if (problems.length > 0) throw new ContractBroken(`${model.folder} ${name}`, problems);
};

/**
 * EC2's model says `Windows` where EC2 says `windows` ("Instance", "Image", Amazon EC2 API Reference); S3's knows one
 * storage class of versions, where S3 lists them with that of each ("ObjectVersion", Amazon S3 API Reference).
 */
const isModelsMistake = (problem: Problem): boolean =>
  problem.kind === 'enum' &&
  ((problem.path.at(-1) === 'Platform' && problem.value === 'windows') ||
    (problem.path.at(-1) === 'StorageClass' && problem.path[0] === 'Versions'));

const describe = (problem: Problem): string => {
  const at = problem.path.join('.') || '(all of it)';
  switch (problem.kind) {
    case 'missing':
      return `${at}: expected a value, got none`;
    case 'unknown':
      return `${at}: expected nothing, the model does not have it`;
    case 'type':
      return `${at}: expected ${problem.expected}, got ${problem.got}`;
    case 'enum':
      return `${at}: expected one of ${problem.allowed.join(', ')}, got ${problem.value}`;
    case 'pattern':
      return `${at}: expected ${problem.pattern}, got ${problem.value}`;
    case 'too-small':
    case 'too-large':
      return `${at}: expected a ${problem.of} with the limit ${problem.limit}, got ${shown(problem.value)}`;
  }
};
