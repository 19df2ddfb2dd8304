import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { mutated, randomFrom } from '../protocols/mutate.js';
import { valid } from '../protocols/valid-requests.js';
import { openSender, type RawAnswer } from './raw-sender.js';
import { signed } from './signing.js';

let aws: SandboxAws;
let sender: ReturnType<typeof openSender>;

beforeAll(async () => {
  aws = await startAws();
  await aws.admin.set({ limits: 'off' });
  sender = openSender(aws.url);
});

afterAll(async () => {
  sender.close();
  await aws.stop();
});

/** Neither done nor refused, but failed: an internal error, or no answer. What is not simulated is 501. */
const isFault = ({ status }: RawAnswer): boolean => status === 0 || (status >= 500 && status !== 501);

test('a signed request that says something strange is answered, whatever it says', async () => {
  const random = randomFrom(20_261_122);
  const strange = (text: string, how = 1): string =>
    random() < how ? mutated(Buffer.from(text), random).toString('latin1') : text;
  const statuses = new Map<number | undefined, number>();
  const faults: string[] = [];
  for (let round = 0; round < 180; round++)
    await Promise.all(
      valid.map(async ([service, raw]) => {
        const headers = Object.fromEntries(
          Object.entries(raw.headers).map(([name, value]) => [name, strange(String(value), 0.1)]),
        );
        const body = random() < 0.9 ? mutated(raw.body, random) : raw.body;
        const target = strange(raw.target, 0.3);
        const sent = signed(aws, { service, method: raw.method, path: target, headers, body });
        const answer = await sender.send({ ...raw, target, headers: sent, body });
        statuses.set(answer?.status, (statuses.get(answer?.status) ?? 0) + 1);
        if (answer !== undefined && isFault(answer))
          faults.push(`${service} ${raw.method} ${target} ${body.toString('latin1')} → ${answer.body}`);
      }),
    );
  expect(faults).toEqual([]);
  expect(aws.log()).toBe('');
  // All kinds were there: what is fine, what cannot be read, what is not there.
  for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(10);
}, 180_000);
