import { textOf, type ModelFile, type Protocol } from './botocore.js';
import { linkShapes, type RawRef, type RawShape, type StructureShape } from './shapes.js';

/** One operation of a service. */
export interface OperationModel {
  readonly name: string;
  readonly method: string;
  /** Path and fixed query, with `{labels}`. */
  readonly uri: string;
  /** The status of an answer that is no error. */
  readonly status: number;
  /** Without members where the operation takes nothing. */
  readonly input: StructureShape;
  /** Undefined where the operation answers nothing. */
  readonly output: StructureShape | undefined;
  readonly resultWrapper: string | undefined;
  readonly deprecated: boolean;
  /** The shapes of the errors that it is said to give. */
  readonly errors: readonly StructureShape[];
  /** Whether S3 refuses the request without a checksum of its body. */
  readonly checksumRequired: boolean;
}

/** The API of one service. */
export interface ServiceModel {
  /** The folder of botocore's data: `ec2`, `elbv2`. */
  readonly folder: string;
  readonly protocol: Protocol;
  readonly apiVersion: string;
  readonly signingName: string;
  readonly targetPrefix: string | undefined;
  readonly jsonVersion: string;
  readonly xmlNamespace: string | undefined;
  readonly operation: (name: string) => OperationModel | undefined;
  readonly operations: () => readonly OperationModel[];
  /** The shape of an error, by its code on the wire or its name in the model. */
  readonly error: (code: string) => StructureShape | undefined;
}

interface RawOperation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: RawRef;
  readonly output?: RawRef & { readonly resultWrapper?: string };
  readonly errors?: readonly RawRef[];
  readonly deprecated?: boolean;
  readonly httpChecksum?: { readonly requestChecksumRequired?: boolean };
  readonly httpChecksumRequired?: boolean;
}

interface RawModel {
  readonly operations: Readonly<Record<string, RawOperation>>;
  readonly shapes: Readonly<Record<string, RawShape>>;
}

/** The shape of an input or output that has nothing in it. */
export const NOTHING: StructureShape = {
  type: 'structure',
  name: 'Nothing',
  members: new Map(),
  required: [],
  document: false,
  exception: false,
  fault: false,
};

/** Reads a model file whole. */
export const readModel = (file: ModelFile): ServiceModel => {
  // Trusted: it was installed by hash together with the program that reads it.
  const raw = JSON.parse(textOf(file.path)) as RawModel;
  const link = linkShapes(raw.shapes);
  const structure = (ref: RawRef): StructureShape => {
    const shape = link(ref);
    if (shape.type !== 'structure') throw new Error(`${file.folder}: ${ref.shape} is no structure`);
    return shape;
  };
  const operations = new Map<string, OperationModel>();
  const operation = (name: string): OperationModel | undefined => {
    const from = Object.hasOwn(raw.operations, name) ? raw.operations[name] : undefined;
    if (from === undefined) return undefined;
    const model = operations.get(name) ?? {
      name,
      method: from.http.method,
      uri: from.http.requestUri,
      status: from.http.responseCode ?? 200,
      input: from.input === undefined ? NOTHING : structure(from.input),
      output: from.output && structure(from.output),
      resultWrapper: from.output?.resultWrapper,
      deprecated: from.deprecated === true,
      errors: (from.errors ?? []).map(structure),
      checksumRequired: from.httpChecksum?.requestChecksumRequired ?? from.httpChecksumRequired ?? false,
    };
    operations.set(name, model);
    return model;
  };
  let errors: ReadonlyMap<string, StructureShape> | undefined;
  const allErrors = (): ReadonlyMap<string, StructureShape> => {
    const shapes = Object.entries(raw.shapes).filter(([, shape]) => shape.exception === true);
    const named = shapes.map(([name]) => structure({ shape: name }));
    return new Map(named.flatMap((shape) => [[shape.name, shape] as const, [shape.error?.code ?? shape.name, shape]]));
  };
  return {
    folder: file.folder,
    protocol: file.protocol,
    apiVersion: file.apiVersion,
    signingName: file.signingName ?? file.endpointPrefix,
    targetPrefix: file.targetPrefix,
    jsonVersion: file.jsonVersion ?? '1.0',
    xmlNamespace: file.xmlNamespace,
    operation,
    operations: () => Object.keys(raw.operations).flatMap((name) => operation(name) ?? []),
    error: (code) => (errors ??= allErrors()).get(code),
  };
};
