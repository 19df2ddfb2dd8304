import type {
  DeleteParameterRequest,
  DeleteParametersRequest,
  DeleteParametersResult,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { notSimulated } from './failures.js';
import { parameterArn, parameterAt, parametersIn, latest, type ParameterRecord } from './parameter-records.js';

// "Systems Manager endpoints and quotas": bytes of a value by tier, versions of a parameter, levels of its name.
const MOST_BYTES = { Standard: 4_096, Advanced: 8_192 } as const;
const MOST_VERSIONS = 100;
const MOST_LEVELS = 15;

const checkName = (name: string): void => {
  if (/^\/?(aws|ssm)/i.test(name))
    throw new AwsFailure(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive) or "aws". If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  if (!/^[\w./-]+$/.test(name) || (name.includes('/') && !name.startsWith('/')))
    throw new AwsFailure('ValidationException', 'Parameter name must be a fully qualified name.');
  if (name.split('/').length - 1 > MOST_LEVELS)
    throw new AwsFailure('HierarchyLevelLimitExceededException', 'A hierarchy can have a maximum of 15 levels.');
};

const checkValue = (value: string, tier: 'Standard' | 'Advanced', pattern: string | undefined): void => {
  if (value === '')
    throw new AwsFailure('ValidationException', 'Parameter value must have length greater than or equal to 1.');
  if (Buffer.byteLength(value) > MOST_BYTES[tier])
    throw new AwsFailure(
      'ValidationException',
      `${tier} tier parameters support a maximum parameter value of ${MOST_BYTES[tier]} characters.`,
    );
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    throw new AwsFailure(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
};

const put = (call: Call, input: PutParameterRequest): PutParameterResult => {
  const { Name = '', Value = '', Overwrite = false, Tags = [] } = input;
  checkName(Name);
  if (input.Policies !== undefined) throw notSimulated('a parameter policy');
  if (input.Tier === 'Intelligent-Tiering') throw notSimulated('intelligent tiering of parameters');
  const before = parametersIn(call).get(Name);
  const last = before && latest(before);
  if (last !== undefined && !Overwrite)
    throw new AwsFailure(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  if (last !== undefined && Tags.length > 0)
    throw new AwsFailure('ValidationException', "Invalid request: tags and overwrite can't be used together.");
  const type = input.Type ?? last?.type;
  if (type === undefined)
    throw new AwsFailure('ValidationException', 'A parameter type is required when you create a parameter.');
  const tier = input.Tier ?? (last?.tier === 'Advanced' ? 'Advanced' : 'Standard');
  if (last?.tier === 'Advanced' && tier === 'Standard')
    throw new AwsFailure(
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade it.",
    );
  const allowedPattern = input.AllowedPattern ?? last?.allowedPattern;
  checkValue(Value, tier, allowedPattern);
  const version = (last?.version ?? 0) + 1;
  const description = input.Description ?? last?.description;
  const keyId = type === 'SecureString' ? (input.KeyId ?? last?.keyId ?? 'alias/aws/ssm') : undefined;
  const record: ParameterRecord = {
    name: Name,
    versions: [
      ...(before?.versions ?? []),
      {
        version,
        type,
        value: Value,
        tier,
        dataType: input.DataType ?? 'text',
        ...(description !== undefined && { description }),
        ...(keyId !== undefined && { keyId }),
        ...(allowedPattern !== undefined && { allowedPattern }),
        at: call.world.clock.now(),
        by: call.caller.arn,
      },
    ].slice(-MOST_VERSIONS),
    tags: before?.tags ?? Object.fromEntries(Tags.map(({ Key = '', Value: value = '' }) => [Key, value])),
  };
  parametersIn(call).put(Name, record);
  return { Version: version, Tier: tier };
};

/** PutParameter, DeleteParameter, DeleteParameters. */
export const parameterWrites: Operations = {
  PutParameter: operation<PutParameterRequest, PutParameterResult>(put, (call, { Name = '' }) => [
    { action: 'ssm:PutParameter', resources: [parameterArn(call, Name)] },
  ]),

  DeleteParameter: operation<DeleteParameterRequest, object>(
    (call, { Name = '' }) => {
      parametersIn(call).delete(parameterAt(call, Name).record.name);
      return {};
    },
    (call, { Name = '' }) => [{ action: 'ssm:DeleteParameter', resources: [parameterArn(call, Name)] }],
  ),

  DeleteParameters: operation<DeleteParametersRequest, DeleteParametersResult>(
    (call, { Names = [] }) => {
      const known = Names.filter((name) => parametersIn(call).get(name) !== undefined);
      for (const name of known) parametersIn(call).delete(name);
      return { DeletedParameters: known, InvalidParameters: Names.filter((name) => !known.includes(name)) };
    },
    (call, { Names = [] }) => [
      { action: 'ssm:DeleteParameters', resources: Names.map((name) => parameterArn(call, name)) },
    ],
  ),
};
