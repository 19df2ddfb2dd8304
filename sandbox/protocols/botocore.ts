import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** How a service spells requests, answers and errors on the wire. */
export type Protocol = z.infer<typeof protocol>;

const protocol = z.enum(['ec2', 'query', 'json', 'rest-json', 'rest-xml']);

const metadata = z.object({
  apiVersion: z.string(),
  /** The one that botocore prefers, which need not be one of ours. */
  protocol: z.string(),
  /** All that the service takes. */
  protocols: z.array(z.string()).optional(),
  endpointPrefix: z.string(),
  /** The name in a signature's credential scope, where it is not `endpointPrefix`. */
  signingName: z.string().optional(),
  targetPrefix: z.string().optional(),
  jsonVersion: z.string().optional(),
  xmlNamespace: z.string().optional(),
});

/** A model file that is not read yet: what it is about, and where it is. */
export type ModelFile = z.infer<typeof metadata> & {
  readonly protocol: Protocol;
  /** The folder of botocore's data: `elbv2`. */
  readonly folder: string;
  readonly path: string;
};

/** botocore's folder of service models, in the virtual environment of `python`. Throws when it is not there. */
export const botocoreData = (python: string): string => {
  const lib = join(dirname(dirname(python)), 'lib');
  const found = readdirSync(lib)
    .filter((name) => name.startsWith('python3'))
    .map((name) => join(lib, name, 'site-packages', 'botocore', 'data'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`botocore is not installed for ${python}`);
  return found;
};

/** The newest model of every service under `data` that speaks a protocol we know. Reads only the head of each file. */
export const modelFiles = (data: string): readonly ModelFile[] =>
  readdirSync(data, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [];
    const folder = entry.name;
    const version = readdirSync(join(data, folder))
      .filter((name) => /^\d{4}-\d\d-\d\d$/.test(name))
      .sort()
      .at(-1);
    if (version === undefined) return [];
    const path = ['service-2.json.gz', 'service-2.json']
      .map((name) => join(data, folder, version, name))
      .find((each) => existsSync(each));
    if (path === undefined) return [];
    const known = metadata.safeParse(metadataIn(headOf(path)) ?? metadataIn(textOf(path)));
    if (!known.success) return [];
    const spoken = [known.data.protocol, ...(known.data.protocols ?? [])].flatMap(
      (name) => protocol.safeParse(name).data ?? [],
    );
    return spoken[0] === undefined ? [] : [{ ...known.data, protocol: spoken[0], folder, path }];
  });

/** The whole text of a model file. */
export const textOf = (path: string): string => {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

const HEAD = Buffer.alloc(1536);

const headOf = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const bytes = HEAD.subarray(0, readSync(file, HEAD, 0, HEAD.length, 0));
    // What was read ends in the middle of the compressed stream: a flush gives what is there.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 8192 };
    return (path.endsWith('.gz') ? gunzipSync(bytes, options) : bytes).toString('utf8');
  } finally {
    closeSync(file);
  }
};

/** The `metadata` object of a model whose text may be cut off behind it. */
const metadataIn = (text: string): unknown => {
  const name = text.indexOf('"metadata"');
  const start = text.indexOf('{', name);
  if (name === -1 || start === -1) return undefined;
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') depth++;
    else if (token === '}') depth--;
    if (depth === 0) return JSON.parse(text.slice(start, start + index + 1));
  }
  return undefined;
};
