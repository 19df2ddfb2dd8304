import { parse } from 'yaml';
import { AwsFailure } from '../operation.js';

/** A parameter as a document declares it ("Data elements and parameters", Systems Manager User Guide). */
export type ParameterSchema = {
  readonly type: 'String' | 'StringList' | 'Integer' | 'Boolean' | 'MapList' | 'StringMap';
  readonly description?: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minChars?: number;
  readonly maxChars?: number;
  readonly displayType?: string;
};

/** A step: a plugin with its inputs, by the name that the document gives it. */
export type DocumentStep = {
  readonly name: string;
  readonly plugin: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly platform?: 'linux' | 'windows';
};

/** What a document says, whatever its schema. */
export type DocumentContent = {
  readonly schemaVersion: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  readonly steps: readonly DocumentStep[];
};

type Json = Readonly<Record<string, unknown>>;

const SCHEMAS = { Command: ['1.2', '2.0', '2.2'], Session: ['1.0'] } as const;

/** Reads a document; refuses, as CreateDocument does, what is no document of its type. */
export const readContent = (text: string, format: 'JSON' | 'YAML', type: 'Command' | 'Session'): DocumentContent => {
  const document = parsed(text, format);
  const schemaVersion = String(document['schemaVersion']);
  if (!(SCHEMAS[type] as readonly string[]).includes(schemaVersion))
    throw new AwsFailure(
      'InvalidDocumentSchemaVersion',
      `${type} documents must use schema version ${SCHEMAS[type].join(', ')}.`,
    );
  const steps = type === 'Session' ? [] : stepsOf(document);
  if (type === 'Command' && steps.length === 0) throw invalid('The document has no step.');
  const parameters = objectIn(document, 'parameters') as Readonly<Record<string, ParameterSchema>>;
  for (const [name, { type: kind } = {}] of Object.entries(parameters) as [string, Partial<ParameterSchema>][])
    if (kind === undefined) throw invalid(`Parameter ${name} has no type.`);
  const description = document['description'];
  return { schemaVersion, parameters, steps, ...(typeof description === 'string' && { description }) };
};

const parsed = (text: string, format: 'JSON' | 'YAML'): Json => {
  let value: unknown;
  try {
    value = format === 'JSON' ? JSON.parse(text) : parse(text);
  } catch {
    throw invalid(`${format} not well-formed.`);
  }
  if (!isObject(value)) throw invalid(`${format} not well-formed.`);
  return value;
};

const stepsOf = (document: Json): readonly DocumentStep[] => {
  const steps = document['mainSteps'];
  if (Array.isArray(steps)) return steps.map((step: unknown) => mainStep(isObject(step) ? step : {}));
  return Object.entries(objectIn(document, 'runtimeConfig')).map(([plugin, config]) => {
    const properties = isObject(config) ? config['properties'] : undefined;
    const first: unknown = Array.isArray(properties) ? properties[0] : properties;
    return { name: plugin, plugin, inputs: isObject(first) ? first : {} };
  });
};

const mainStep = (step: Json): DocumentStep => {
  const { action, name } = step;
  if (typeof action !== 'string' || typeof name !== 'string') throw invalid('A step has no action or no name.');
  const platform = platformOf(step);
  return { name, plugin: action, inputs: objectIn(step, 'inputs'), ...(platform && { platform }) };
};

const platformOf = (step: Json): 'linux' | 'windows' | undefined => {
  const [key, value] = (objectIn(step, 'precondition')['StringEquals'] ?? []) as readonly unknown[];
  const named = [key, value].map(String);
  if (!named.some((text) => text.includes('platformType'))) return undefined;
  return named.includes('Windows') ? 'windows' : 'linux';
};

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidDocumentContent', message);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (object: Json, name: string): Json => {
  const value = object[name];
  return isObject(value) ? value : {};
};
