import { AwsFailure } from '../operation.js';
import type { DocumentContent, DocumentStep, ParameterSchema } from './document-content.js';

type Values = Readonly<Record<string, readonly string[]>>;

/**
 * What a document's parameters are when a command gives `values`: its own, then the defaults. Refuses as SendCommand
 * does what the document does not declare, leaves out, or does not allow.
 */
export const parametersFor = ({ parameters }: DocumentContent, values: Values): Values => {
  for (const name of Object.keys(values))
    if (!Object.hasOwn(parameters, name)) throw invalid(`Parameter ${name} is not defined in the document.`);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, schema]) => {
      const given = values[name] ?? defaultOf(schema);
      if (given === undefined) throw invalid(`Parameter ${name} is required.`);
      check(name, schema, given);
      return [name, given];
    }),
  );
};

const defaultOf = ({ default: value }: ParameterSchema): readonly string[] | undefined => {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(String) : [typeof value === 'string' ? value : JSON.stringify(value)];
};

const check = (name: string, schema: ParameterSchema, values: readonly string[]): void => {
  if (schema.type !== 'StringList' && values.length !== 1) throw invalid(`Parameter ${name} takes one value.`);
  if (values.length < (schema.minItems ?? 0)) throw invalid(`Parameter ${name} has too few items.`);
  if (values.length > (schema.maxItems ?? Infinity)) throw invalid(`Parameter ${name} has too many items.`);
  for (const value of values) {
    if (value.length > (schema.maxChars ?? Infinity) || value.length < (schema.minChars ?? 0))
      throw invalid(`Parameter ${name} does not have an allowed length.`);
    if (schema.allowedValues !== undefined && !schema.allowedValues.map(String).includes(value))
      throw invalid(`Parameter ${name} has a value that is not among the allowed values.`);
    if (schema.allowedPattern !== undefined && !new RegExp(`^(?:${schema.allowedPattern})$`).test(value))
      throw invalid(`Parameter ${name} does not match the allowed pattern ${schema.allowedPattern}.`);
  }
};

const PLACE = /\{\{\s*(?:ssm:)?([A-Za-z0-9_]+)\s*\}\}/g;

/** An input of a step as lines of text, with parameters in their places. A list in the place of a line is its lines. */
export const filledLines = ({ inputs }: DocumentStep, input: string, values: Values): readonly string[] => {
  const value = inputs[input];
  const texts = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  return texts.flatMap((text) => {
    const whole = /^\{\{\s*([A-Za-z0-9_]+)\s*\}\}$/.exec(text)?.[1];
    if (whole !== undefined && values[whole] !== undefined) return values[whole];
    return [text.replace(PLACE, (all, name: string) => values[name]?.join(' ') ?? all)];
  });
};

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameters', message);
