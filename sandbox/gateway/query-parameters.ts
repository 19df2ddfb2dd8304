/** Request parameters as CloudTrail shows them: nested records and lists instead of `Filter.1.Value.2`. */
export type Parameters = { readonly [name: string]: ParameterValue };
export type ParameterValue = string | number | boolean | null | Parameters | readonly ParameterValue[];

type Tree = Map<string, Tree | string>;

const MAX_PARAMETERS = 5_000;
const MAX_DEPTH = 12;

/**
 * Nests the flat names of the AWS query protocols. Total on hostile input: size and depth are bounded, indexes never
 * allocate, and no name reaches a prototype.
 */
export function nestParameters(flat: URLSearchParams): Parameters {
  const root: Tree = new Map();
  let seen = 0;
  for (const [name, value] of flat) {
    if (name === 'Action' || name === 'Version') continue;
    if (++seen > MAX_PARAMETERS) break;
    insert(root, name.split('.', MAX_DEPTH), value);
  }
  return record(root);
}

function insert(root: Tree, path: readonly string[], value: string): void {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node.get(step);
    if (next instanceof Map) {
      node = next;
    } else {
      const made: Tree = new Map();
      node.set(step, made);
      node = made;
    }
  }
  const leaf = path.at(-1) ?? '';
  if (!node.has(leaf)) node.set(leaf, value);
}

function record(tree: Tree): Parameters {
  // fromEntries defines own properties, so a parameter called __proto__ is only a parameter.
  return Object.fromEntries([...tree].map(([name, node]) => [name, shape(node)]));
}

function shape(node: Tree | string): ParameterValue {
  if (typeof node === 'string') return node;
  // The AWS query protocol wraps lists in ".member."; EC2 does not.
  const member = node.get('member');
  if (node.size === 1 && member instanceof Map) return shape(member);
  const isList = [...node.keys()].every((name, index) => name === String(index + 1));
  return isList ? [...node.values()].map(shape) : record(node);
}
