import type { Shape } from '../../../sandbox/protocols/shapes.js';

/** Seconds without a fraction: what every format of a time can say. */
const TIME = new Date('2026-03-01T12:30:15Z');

/** What examples are made with. */
export type ExampleStyle = {
  readonly text: string;
  /** Members to leave out, by name. */
  readonly without: ReadonlySet<string>;
};

/** A value of a shape with every member there is. Undefined for what would hold itself. */
export const exampleOf = (shape: Shape, style: ExampleStyle, within: readonly string[] = []): unknown => {
  if (within.includes(shape.name)) return undefined;
  const down = (to: Shape): unknown => exampleOf(to, style, [...within, shape.name]);
  switch (shape.type) {
    case 'structure': {
      if (shape.document) return { free: [1, 'text', null, { deep: true }] };
      const members = [...shape.members]
        .filter(([name]) => !style.without.has(name))
        .map(([name, member]) => [name, down(member)] as const)
        .filter(([, value]) => value !== undefined);
      return members.length === 0 && shape.members.size > 0 && within.length > 0
        ? undefined
        : Object.fromEntries(members);
    }
    case 'list': {
      const element = down(shape.element);
      if (element === undefined) return undefined;
      return within.length < 4 ? [element, element] : [element];
    }
    case 'map': {
      const [key, value] = [down(shape.key), down(shape.value)];
      return typeof key !== 'string' || value === undefined ? undefined : { [key]: value };
    }
    case 'string':
      return shape.enum === undefined ? style.text : ([...shape.enum][0] ?? style.text);
    case 'integer':
      return 7;
    case 'long':
      return 7_000_000_000;
    case 'float':
    case 'double':
      return 1.5;
    case 'boolean':
      return true;
    case 'blob':
      return Buffer.from('bytes');
    case 'timestamp':
      return TIME;
  }
};
