import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

/** What makes something comes first, so that there is something to ask about. */
const isFirst = (name: string): boolean => /^(Create|Run|Allocate|Enable|Import|Upload)/.test(name);

/** What takes away is asked for less often, lest nothing is left to ask about. */
const isLast = (name: string): boolean => /^(Delete|Terminate|Disable|Detach|Deregister|Schedule|Remove)/.test(name);

/** Every operation that the sandbox plays and the SDK can ask for. */
const operations = services.flatMap(([folder, library]) =>
  played
    .filter(({ model }) => model === folder)
    .flatMap(({ families }) => families.flatMap((family) => Object.keys(family)))
    .filter((name) => `${name}Command` in library && !SUICIDAL.has(name))
    .map((name) => ({ folder, name, Command: library[`${name}Command`] as new (input: object) => never }))
    .sort((a, b) => Number(isFirst(b.name)) - Number(isFirst(a.name))),
);

test('whatever an SDK sends, every operation answers or refuses, and nothing fails', async () => {
  const random = randomFrom(20_261_122);
  const known: Known = new Map();
  const clients = new Map(services.map(([folder, , open]) => [folder, open(aws.config)]));
  const faults: string[] = [];
  let [sent, fine] = [0, 0];
  for (let round = 0; round < 2; round++) {
    await estate(aws, known);
    for (const { folder, name, Command } of operations) {
      const shape = modelOf(folder).operation(name)?.input;
      if (shape === undefined || (isLast(name) && random() < 0.6)) continue;
      const input = randomInput(shape, known, random);
      sent += 1;
      try {
        learn(known, await clients.get(folder)?.send(new Command(input)));
        learn(known, input);
        fine += 1;
      } catch (error) {
        const { $metadata: { httpStatusCode = 400 } = {} } = error as { $metadata?: { httpStatusCode?: number } };
        if (httpStatusCode >= 500 && httpStatusCode !== 501)
          faults.push(`${folder}:${name} ${JSON.stringify(input)} → ${String(error)}`);
      }
    }
    // What was begun goes on, and may not fail either.
    await aws.admin.advanceClock(3_600_000);
  }
  expect(faults).toEqual([]);
  expect(aws.log()).toBe('');
  expect(sent).toBeGreaterThan(800);
  expect(fine).toBeGreaterThan(sent / 4);
}, 180_000);
