import { Malformed, MAX_DEPTH } from './problem.js';

/** The parameters of a Query request as a tree: `Filter.1.Name=x` is Filter → 1 → Name → x. */
export interface ParameterNode {
  value?: string;
  /** Whether the model knew what to do with it. */
  used?: boolean;
  readonly children: Map<string, ParameterNode>;
}

/** More parameters than any request that AWS accepts has. */
const MAX_PARAMETERS = 20_000;

/** Builds the tree of form parameters. Throws Malformed for more, or deeper ones, than a request may have. */
export const parameterTree = (form: URLSearchParams): ParameterNode => {
  const root: ParameterNode = { children: new Map() };
  let count = 0;
  for (const [name, value] of form) {
    if (++count > MAX_PARAMETERS) throw new Malformed(`more than ${MAX_PARAMETERS} parameters`);
    const steps = name.split('.', MAX_DEPTH + 1);
    if (steps.length > MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
    let node = root;
    for (const step of steps) {
      const next = node.children.get(step) ?? { children: new Map() };
      node.children.set(step, next);
      node = next;
    }
    node.value ??= value;
  }
  return root;
};
