import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { services as played } from '../../../sandbox/services/index.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { randomFrom } from '../protocols/mutate.js';
import { services } from '../protocols/sdk-services.js';
import { modelOf } from '../protocols/wire.js';
import { estate } from './random-estate.js';
import { learn, randomInput, type Known } from './random-input.js';

let aws: SandboxAws;

beforeAll(async () => {
  aws = await startAws();
  await aws.admin.set({ limits: 'off' });
});

afterAll(() => aws.stop());

/** The key that the requests are signed with must live on. */
const SUICIDAL = new Set(['DeleteAccessKey', 'UpdateAccessKey']);

const isFirst = (name: string): boolean => /^(Create|Run|Allocate|Enable|Import|Request|Upload)/.test(name);

/** What takes away is asked for less often, lest nothing is left to ask about. */
const isLast = (name: string): boolean => /^(Delete|Terminate|Disable|Detach|Deregister|Schedule|Remove)/.test(name);

test('whatever an SDK sends, every operation answers or refuses, and nothing fails', async () => {
  const random = randomFrom(Number(process.env['SEED'] ?? 7));
  const known: Known = new Map();
  const clients = services.map(([folder, library, open]) => {
    const operations = played.filter(({ model }) => model === folder).flatMap(({ families }) => families);
    const names = operations
      .flatMap((family) => Object.keys(family))
      .filter((name) => `${name}Command` in library && !SUICIDAL.has(name));
    return { folder, library, client: open(aws.config), names };
  });
  const failures: string[] = [];
  const outcomes = new Map<string, number>();
  const succeeded = new Set<string>();
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? 5); round++) {
    await estate(aws, known);
    for (const { folder, library, client, names } of clients)
      for (const name of names.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))) {
        const shape = modelOf(folder).operation(name)?.input;
        if (shape === undefined) throw new Error(`${name} is no operation`);
        if (isLast(name) && random() < 0.6) continue;
        const input = randomInput(shape, known, random);
        const Command = library[`${name}Command`] as new (input: object) => never;
        if (process.env['SEED']) writeFileSync('/tmp/fuzz.last', `${folder}:${name} ${JSON.stringify(input)}`);
        const outcome = await client.send(new Command(input)).then(
          (answer) => {
            learn(known, answer);
            learn(known, input);
            succeeded.add(`${folder}:${name}`);
            return 'ok';
          },
          (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
            error.$metadata?.httpStatusCode === undefined
              ? `not sent: ${error.message}`
              : `${error.name} ${error.$metadata.httpStatusCode}`,
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (/^Internal|50[023]$/.test(outcome))
          failures.push(`${folder}:${name} ${JSON.stringify(input)} → ${outcome}`);
      }
    await aws.admin.advanceClock(60_000);
  }
  if (process.env['SEED']) {
    console.log(
      [...outcomes]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 60)
        .map(([a, b]) => `${b} ${a}`)
        .join('\n'),
      succeeded.size,
    );
    console.log(
      clients
        .flatMap(({ folder, names }) => names.map((n) => `${folder}:${n}`))
        .filter((n) => !succeeded.has(n))
        .join(' '),
    );
  }
  if (process.env['SEED']) writeFileSync('/tmp/fuzz.log', aws.log());
  expect(failures).toEqual([]);
  expect(aws.log()).toBe('');
}, 600_000);
