import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { catalogue } from '../../../activities/catalogue.js';
import { exportOcsf } from '../../../ledger/ocsf/export.js';
import { follow, incidentFinding, type Incident } from '../../../ledger/ocsf/incident.js';
import { ocsfVersion } from '../../../ledger/ocsf/record.js';
import { remedies } from '../../../ledger/ocsf/remediation.js';
import type { Entry, EntryBodies, EntryKind } from '../../../workflows/contract/entries.js';
import type { JsonObject } from '../../../workflows/contract/json.js';
import { recordLedger, type RecordedLedger } from '../fixtures/recorded.js';
import { temporaryFolder } from '../fixtures/temporary.js';

type Record = JsonObject & { readonly class_uid: number; readonly metadata: { readonly uid: string } };
type Classes = AnySchemaObject & { readonly version: string };

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8')) as Classes;
const { $defs, version, source: _source, ...classes } = schema;
const validators = new Map<number, ValidateFunction>(
  Object.values(classes as { readonly [name: string]: AnySchemaObject }).map((one) => {
    const { const: uid } = (one['properties'] as { readonly class_uid: { readonly const: number } }).class_uid;
    return [uid, new Ajv({ allErrors: true, strict: false }).compile({ ...one, $defs })];
  }),
);

/** What the schema has against a record. */
const problems = (record: Record): readonly string[] => {
  const validate = validators.get(record.class_uid);
  if (!validate) return [`there is no class ${record.class_uid}`];
  validate(record);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
};

const folder = temporaryFolder();
let recorded: RecordedLedger;
beforeAll(async () => {
  recorded = await recordLedger(folder);
});

const entries = (): readonly Entry[] =>
  (recorded.exported.get('case-1') ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);

const exported = async (lines: readonly Entry[]): Promise<readonly Record[]> => {
  const reader = {
    lines: async function* () {
      for (const entry of lines) yield { text: JSON.stringify(entry) };
    },
  };
  const records: Record[] = [];
  for await (const record of exportOcsf(reader, 'case-1')) records.push(record as Record);
  return records;
};

describe('an export as OCSF', () => {
  it('is valid in the version of the schema that it names', async () => {
    const records = await exported(entries());
    expect(records.flatMap(problems)).toEqual([]);
    expect(new Set(records.map(({ class_uid: uid }) => uid))).toEqual(new Set([2005, 6003, 7001]));
    expect(version).toBe(ocsfVersion);
    expect(records.map(({ metadata }) => metadata)).toEqual(
      records.map(() => expect.objectContaining({ version: ocsfVersion })),
    );
  });

  it('has a record of each AWS call, which leads back to its entry', async () => {
    const calls = entries().filter(({ kind }) => kind === 'call');
    const records = (await exported(entries())).filter(({ class_uid: uid }) => uid === 6003);
    expect(records.map(({ metadata }) => metadata.uid)).toEqual(calls.map(({ seq }) => `case-1/${seq}`));
    expect(records.map((one) => one['raw_data_hash'])).toEqual(
      calls.map(({ hash }) => ({ algorithm_id: 99, algorithm: 'firebreak.ledger.entry.v1', value: hash })),
    );
  });

  it('refuses to pass on what it cannot read', async () => {
    const [first] = entries();
    await expect(exported([{ ...first, body: { run: 'run-1' } } as unknown as Entry])).rejects.toThrow(/body/);
  });
});

describe('the schema that records are held against', () => {
  const changed = async (change: JsonObject) => {
    const [record] = (await exported(entries())).filter(({ class_uid: uid }) => uid === 7001);
    return problems({ ...record, ...change } as Record).join();
  };

  it.each([
    ['an unknown attribute', { colour: 'red' }, /additional properties/],
    ['an activity that the class does not have', { activity_id: 17 }, /allowed values/],
    ['a type that is not of the class', { type_uid: 200501 }, /allowed values/],
    ['another type of value', { command_uid: 7 }, /must be string/],
    ['an object without what it needs', { metadata: { version: '1.8.0' } }, /product/],
  ] as const)('finds %s', async (_what, change, said) => {
    expect(await changed(change)).toMatch(said);
  });
});

describe('a change', () => {
  it('is of a tactic, whatever the action', () => {
    const changes = catalogue.filter(({ effect }) => effect === 'change').map(({ name }) => name);
    expect(Object.keys(remedies).sort()).toEqual([...changes].sort());
  });

  it('is reported when it was made, when it failed and when it was put back', async () => {
    const remediations = (await exported(entries())).filter(({ class_uid: uid }) => uid === 7001);
    expect(remediations.map((one) => [one['activity_id'], one['status_id'], one['command_uid']])).toEqual([
      [4, 1, expect.stringMatching(/^run-.*protectInstance$/)],
      [3, 1, expect.stringMatching(/^run-.*isolateInstance$/)],
      [1, 2, expect.stringMatching(/^run-.*isolateInstance$/)],
    ]);
  });
});

describe('a case', () => {
  const stamp = {
    v: 1,
    case: 'case-1',
    actor: 'worker:1',
    prev: 'sha256:0',
    key: 'k',
    hash: 'sha256:1',
    signature: 's',
  };
  const said = { run: 'case-1', requestedBy: 'responder', person: 'ada', reason: 'a test', signed: null };
  const finding = {
    provider: 'GuardDuty',
    id: 'finding-1',
    type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
    title: 'web-3 mines',
    severity: 'high',
    account: null,
    region: null,
    firstSeen: '2026-11-22T08:00:00.000Z',
    createdAt: '2026-11-22T08:01:00.000Z',
    resources: ['i-1'],
  } as const;
  let seq = 0;
  const entry = (kind: EntryKind, body: object): Entry => {
    seq += 1;
    return { ...stamp, seq, at: `2026-11-22T08:00:0${seq}.000Z`, kind, body: { ...said, ...body } } as unknown as Entry;
  };
  const words: readonly Partial<EntryBodies['case']>[] = [
    { event: 'opened', title: 'web-3 mines', severity: 'P2', findings: [] },
    { event: 'finding', finding },
    { event: 'severity-changed', severity: 'P1' },
    { event: 'noted', text: 'customer informed' },
    { event: 'closed' },
    { event: 'reopened' },
  ];

  it('is created, updated and closed', () => {
    let incident: Incident | null = null;
    const records: Record[] = [];
    for (const word of words) {
      const one = entry('case', word);
      const followed = follow(incident, one);
      if (!followed) continue;
      incident = followed.incident;
      records.push(incidentFinding(one, followed, undefined) as Record);
    }
    expect(records.flatMap(problems)).toEqual([]);
    expect(records.map((one) => [one['activity_id'], one['status_id'], one['severity_id']])).toEqual([
      [1, 1, 4],
      [2, 2, 4],
      [2, 2, 5],
      [2, 2, 5],
      [3, 5, 5],
      [2, 2, 5],
    ]);
    expect(records[0]?.['finding_info_list']).toMatchObject([{ uid: 'case-1' }]);
    expect(records.at(-1)?.['finding_info_list']).toMatchObject([{ uid: 'finding-1', product: { name: 'GuardDuty' } }]);
  });
});
