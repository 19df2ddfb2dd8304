import { AwsFailure } from '../services/operation.js';
import { check } from './check.js';
import { coralMessage, serializationMessage, shown } from './coral-messages.js';
import type { OperationModel, ServiceModel } from './model.js';
import type { Path, Problem } from './problem.js';
import { wireName } from './read-query.js';
import type { Shape } from './shapes.js';

/** What the model of an operation finds wrong with an input. */
export const validateInput = (
  model: ServiceModel,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Problem[] => check(operationIn(model, operation).input, input, 'limits');

/**
 * The error that the service gives for `problems` (at least one) of an operation's input. Where services name one
 * problem, it is the one they look for first: unknown parameters, then wrong types, then missing ones.
 */
export const invalidInput = (model: ServiceModel, operation: string, problems: readonly Problem[]): AwsFailure => {
  const [first] = problems.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) throw new Error(`${operation} has a valid input`);
  const called = operationIn(model, operation);
  switch (model.protocol) {
    case 'ec2':
      return ec2Error(called, first);
    case 'query':
      return first.kind === 'type'
        ? new AwsFailure('MalformedInput', `Unexpected value for ${first.path.join('.')}`)
        : new AwsFailure('ValidationError', coralMessage(problems));
    case 'json':
      return first.kind === 'type'
        ? new AwsFailure('SerializationException', serializationMessage(first))
        : new AwsFailure('ValidationException', coralMessage(problems));
    case 'rest-json':
      return restError(called, first, problems);
    case 'rest-xml':
      return s3Error(called, first);
  }
};

const ORDER: readonly Problem['kind'][] = ['unknown', 'type', 'missing'];

const rank = ({ kind }: Problem): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);

const operationIn = (model: ServiceModel, name: string): OperationModel => {
  const operation = model.operation(name);
  if (operation === undefined) throw new Error(`${model.folder} has no operation ${name}`);
  return operation;
};

/** Codes: "Error codes for the Amazon EC2 API". */
const ec2Error = ({ input }: OperationModel, problem: Problem): AwsFailure => {
  const name = ec2Name(input, problem.path);
  const invalid = (value: unknown, why = ''): AwsFailure =>
    new AwsFailure('InvalidParameterValue', `Value (${shown(value)}) for parameter ${name} is invalid.${why}`);
  switch (problem.kind) {
    case 'unknown':
      return new AwsFailure('UnknownParameter', `The parameter ${problem.path.join('.')} is not recognized`);
    case 'missing':
      return new AwsFailure('MissingParameter', `The request must contain the parameter ${name}`);
    case 'type':
      return invalid(problem.got, ` Expecting a value of type ${problem.expected}.`);
    case 'enum':
    case 'pattern':
      return invalid(problem.value);
    case 'too-small':
      return invalid(problem.value, ` Expecting a ${problem.of} greater than or equal to ${problem.limit}.`);
    case 'too-large':
      return invalid(problem.value, ` Expecting a ${problem.of} less than or equal to ${problem.limit}.`);
  }
};

const ec2Name = (input: Shape, path: Path): string => {
  let shape: Shape | undefined = input;
  const steps = path.map((step) => {
    const within: Shape | undefined = shape;
    if (within?.type === 'structure') {
      shape = within.members.get(String(step));
      return shape === undefined ? step : wireName('ec2', String(step), shape);
    }
    shape = within?.type === 'list' ? within.element : within?.type === 'map' ? within.value : undefined;
    return step;
  });
  return steps.join('.');
};

/** What REST services call a bad input; the first of these that the operation is said to give. */
const BAD_INPUT = ['ValidationException', 'InvalidInputException', 'BadRequestException', 'InvalidParameterException'];

const restError = ({ errors }: OperationModel, first: Problem, all: readonly Problem[]): AwsFailure => {
  const shape = BAD_INPUT.map((name) => errors.find((each) => each.name === name)).find((each) => each !== undefined);
  const code = shape?.name ?? 'ValidationException';
  const message =
    first.kind === 'type'
      ? serializationMessage(first)
      : code === 'BadRequestException'
        ? `The request is rejected because the parameter ${first.path.join('.')} has an invalid value.`
        : coralMessage(all);
  // GuardDuty and Security Hub say the kind of a refusal once more, each in a member of its own.
  const members = ['Type', 'Code'].filter((name) => shape?.members.has(name) === true);
  return new AwsFailure(code, message, 400, Object.fromEntries(members.map((name) => [name, 'InvalidInputException'])));
};

const s3Error = ({ input }: OperationModel, problem: Problem): AwsFailure => {
  const member = input.members.get(String(problem.path[0]));
  if (member?.location === undefined)
    return new AwsFailure(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const name = member.locationName ?? String(problem.path[0]);
  return problem.kind === 'missing'
    ? new AwsFailure('InvalidRequest', `Missing required parameter for this request: ${name}`)
    : new AwsFailure('InvalidArgument', `The value of ${name} is not valid`, 400, { ArgumentName: name });
};
