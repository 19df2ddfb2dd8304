/** What a shape says about its place on the wire; a reference to a shape may say otherwise than the shape itself. */
export interface Traits {
  readonly locationName?: string;
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode';
  /** EC2's name in requests, where it is not the capitalised `locationName`. */
  readonly queryName?: string;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string } | string;
  readonly timestampFormat?: 'iso8601' | 'rfc822' | 'unixTimestamp';
}

/** A reference to a shape, as the model spells it. */
export interface RawRef extends Traits {
  readonly shape: string;
}

/** A shape as the model spells it. */
export interface RawShape extends Traits {
  readonly type: string;
  readonly members?: Readonly<Record<string, RawRef>>;
  readonly required?: readonly string[];
  readonly payload?: string;
  readonly document?: boolean;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  readonly fault?: boolean;
  readonly member?: RawRef;
  readonly key?: RawRef;
  readonly value?: RawRef;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

/** A shape as it is seen from one place of the model. What it refers to is looked up when first asked for. */
export type Shape = StructureShape | ListShape | MapShape | ScalarShape;

interface Common extends Traits {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape extends Common {
  readonly type: 'structure';
  readonly members: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
  /** The member that is the whole body of a REST message. */
  readonly payload?: string;
  /** Free JSON rather than members. */
  readonly document: boolean;
  readonly exception: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  /** An exception that is the service's fault. */
  readonly fault: boolean;
}

export interface ListShape extends Common {
  readonly type: 'list';
  readonly element: Shape;
}

export interface MapShape extends Common {
  readonly type: 'map';
  readonly key: Shape;
  readonly value: Shape;
}

export interface ScalarShape extends Common {
  readonly type: 'string' | 'integer' | 'long' | 'float' | 'double' | 'boolean' | 'blob' | 'timestamp';
  readonly enum?: ReadonlySet<string>;
  readonly pattern?: string;
}

/** Gives the shapes of a model, each made once for every place that refers to it. */
export const linkShapes = (raw: Readonly<Record<string, RawShape>>): ((ref: RawRef) => Shape) => {
  const made = new Map<RawRef, Shape>();
  const at = (ref: RawRef): Shape => {
    const known = made.get(ref);
    if (known !== undefined) return known;
    const shape = make(ref);
    made.set(ref, shape);
    return shape;
  };

  const make = (ref: RawRef): Shape => {
    const shape = raw[ref.shape];
    if (shape === undefined) throw new Error(`the model has no shape ${ref.shape}`);
    const common = { ...traitsOf(shape), ...traitsOf(ref), name: ref.shape, ...limitsOf(shape) };
    switch (shape.type) {
      case 'structure': {
        const members = once(() => new Map(Object.entries(shape.members ?? {}).map(([name, to]) => [name, at(to)])));
        return {
          ...common,
          type: 'structure',
          get members() {
            return members();
          },
          required: shape.required ?? [],
          ...(shape.payload !== undefined && { payload: shape.payload }),
          document: shape.document === true,
          exception: shape.exception === true,
          ...(shape.error && { error: shape.error }),
          fault: shape.fault === true,
        };
      }
      case 'list': {
        const element = once(() => at(present(shape.member, ref.shape)));
        return {
          ...common,
          type: 'list',
          get element() {
            return element();
          },
        };
      }
      case 'map': {
        const key = once(() => at(present(shape.key, ref.shape)));
        const value = once(() => at(present(shape.value, ref.shape)));
        return {
          ...common,
          type: 'map',
          get key() {
            return key();
          },
          get value() {
            return value();
          },
        };
      }
      default:
        return {
          ...common,
          type: SCALARS.get(shape.type) ?? 'string',
          ...(shape.enum && { enum: new Set(shape.enum) }),
          ...(shape.pattern !== undefined && { pattern: shape.pattern }),
        };
    }
  };
  return at;
};

const SCALARS: ReadonlyMap<string, ScalarShape['type']> = new Map(
  (['string', 'integer', 'long', 'float', 'double', 'boolean', 'blob', 'timestamp'] as const).map((type) => [
    type,
    type,
  ]),
);

const limitsOf = ({ min, max }: RawShape): { min?: number; max?: number } => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

const TRAITS = [
  'locationName',
  'location',
  'queryName',
  'flattened',
  'streaming',
  'xmlAttribute',
  'xmlNamespace',
  'timestampFormat',
] as const satisfies readonly (keyof Traits)[];

const traitsOf = (from: Traits): Traits =>
  Object.fromEntries(TRAITS.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

const present = (ref: RawRef | undefined, of: string): RawRef => {
  if (ref === undefined) throw new Error(`the shape ${of} refers to nothing`);
  return ref;
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
