import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { bodySchemas } from '../../ledger/entries/bodies.js';
import { entryKinds } from '../../ledger/entry-shape.js';
import type { EntryKind } from '../../workflows/contract/entries.js';
import { hash, json, jsonObject } from '../../ledger/entries/shapes.js';

/** The page that lists what entries of the ledger say. */
export const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'ledger-entries.md');

const begin = '<!-- entries: begin -->';
const end = '<!-- entries: end -->';

/** The page with its list as the schemas and the recorded entries have it now. */
export const withEntries = async (page: string): Promise<string> => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for the entries`);
  const written = `${page.slice(0, from + begin.length)}\n\n${entryKinds.map(sectionOf).join('\n\n')}\n\n${page.slice(to)}`;
  return format(written, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
};

type Recorded = { readonly kind: EntryKind; readonly body: { readonly event?: string } };
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'ledger', 'fixtures', 'recorded-bodies.json'), 'utf8'),
) as readonly Recorded[];

const sectionOf = (kind: EntryKind): string => {
  const forms = formsOf(bodySchemas[kind]);
  const example = recorded.find((one) => one.kind === kind);
  if (!example) throw new Error(`there is no recorded ${kind} entry to show`);
  return [
    `## ${kind}`,
    ...forms.map(formText),
    `An example${example.body.event === undefined ? '' : ` (\`${example.body.event}\`)`}:`,
    `\`\`\`json\n${JSON.stringify(shortened(example.body), null, 2)}\n\`\`\``,
  ].join('\n\n');
};

// What `z.toJSONSchema` answers, as far as it is shown here.
const memberSchema = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  title: z.string().optional(),
  get items() {
    return memberSchema.optional();
  },
  get anyOf() {
    return z.array(memberSchema).optional();
  },
  get properties() {
    return z.record(z.string(), memberSchema).optional();
  },
});
type Member = z.infer<typeof memberSchema>;
const formSchema = z.looseObject({
  properties: z.record(z.string(), memberSchema),
  required: z.array(z.string()).default([]),
});
type Form = z.infer<typeof formSchema>;

const titles = new Map<unknown, string>([
  [hash, 'hash'],
  [json, 'JSON'],
  [jsonObject, 'JSON object'],
]);

const formsOf = (schema: z.ZodType): readonly Form[] => {
  const shape: unknown = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const title = titles.get(zodSchema);
      if (title !== undefined) jsonSchema.title = title;
    },
  });
  const { oneOf } = z.looseObject({ oneOf: z.array(formSchema).optional() }).parse(shape);
  return oneOf ?? [formSchema.parse(shape)];
};

const formText = ({ properties, required }: Form): string => {
  const event = properties['event'];
  const name = event === undefined ? [] : [`\`event\` ${typeText(event)}:`, ''];
  const rows = Object.entries(properties)
    .filter(([member]) => member !== 'event')
    .map(([member, schema]) => `- \`${member}\`${required.includes(member) ? '' : '?'}: ${typeText(schema)}`);
  return [...name, ...rows].join('\n');
};

const typeText = (member: Member): string => {
  if (member.title !== undefined) return member.title;
  if (member.const !== undefined) return `\`${JSON.stringify(member.const)}\``;
  if (member.enum) return member.enum.map((one) => `\`"${one}"\``).join(' or ');
  if (member.anyOf) return [...new Set(member.anyOf.map(typeText))].join(' or ');
  if (member.items) return `list of ${typeText(member.items)}`;
  if (member.properties?.['document'] && member.properties['signature']) return 'signed document';
  if (member.properties?.['document'] && member.properties['aws']) return 'signed document';
  if (member.properties) {
    const members = Object.entries(member.properties).map(([name, one]) => `${name}: ${typeText(one)}`);
    return `{ ${members.join(', ')} }`;
  }
  return member.type ?? 'JSON';
};

/** Long texts and lists are shown by their beginning. */
const shortened = (value: unknown): unknown => {
  if (typeof value === 'string') return value.length > 90 ? `${value.slice(0, 80)}…` : value;
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one)]));
};
