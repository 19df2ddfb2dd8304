import { paginateDescribeSessions } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { batchRead } from '../aws/batch-read.js';
import { instanceInput, readInstance } from '../ec2/instances.js';

const session = z.strictObject({ id: z.string(), owner: z.string() });
const record = z.strictObject({ sessions: z.array(session) });
type Session = z.infer<typeof session>;

/** A user's or a role session's name, and a random part: the characters are those that IAM allows in such names. */
const sessionId = '[A-Za-z0-9_+=,.@-]{1,96}';

/** Sessions that may open between the signature and the change, and are ended all the same. */
const spare = 4;

const openSessions = batchRead({
  call: 'ssm:DescribeSessions',
  most: Number.POSITIVE_INFINITY,
  // A filter takes one instance ("SessionFilter"): for several, all that are open in the Region are read.
  pages: ({ ssm: client }, [id, ...others]) =>
    paginateDescribeSessions(
      { client, pageSize: 200 },
      { State: 'Active', ...(others.length === 0 && { Filters: [{ key: 'Target', value: id }] }) },
    ),
  itemsOf: ({ Sessions }) => Sessions,
  idOf: ({ Target }) => Target,
});

const readSessions = async (aws: Aws, instanceId: string): Promise<readonly Session[]> =>
  ((await aws.together(openSessions, instanceId)) ?? []).map(({ SessionId: id = '', Owner: owner = '' }) => ({
    id,
    owner,
  }));

/**
 * Ends every open Session Manager session on an instance: it may be the attacker's own way in, over a connection that
 * a change of security groups does not cut. Nothing brings a session back. Best-effort.
 */
export const endSessions = action({
  name: 'endSessions',
  title: 'End the Session Manager sessions on an instance',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: record,
  output: record,
  permissions: ['ec2:DescribeInstances', 'ssm:DescribeSessions', 'ssm:TerminateSession'],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const sessions = [...(await readSessions(aws, instanceId))];
    return {
      owner,
      kind: 'instance',
      // Which sessions are open is the attacker's to change: any on this instance may be ended, up to this many.
      calls: Array.from({ length: sessions.length + spare }, (_, index) => ({
        id: `session/${index}`,
        service: 'ssm',
        operation: 'TerminateSession',
        target: instanceId,
        input: { SessionId: { $like: sessionId } },
      })),
      targetState: { sessions: 'none open' },
      reversible: false,
      summary:
        sessions.length === 0
          ? `end sessions on ${instanceId}: none is open now`
          : `end ${sessions.length} session(s) on ${instanceId}`,
      differences: sessions.map(({ id, owner: who }) => ({ what: id, now: `open, ${who}`, then: 'ended' })),
      blastRadius: sessions.map(({ id, owner: who }) => ({
        severity: 'warning',
        message: `${who} is disconnected: ask whether it is a colleague at work`,
        resources: [id],
      })),
      facts: { sessions },
    };
  },

  async apply(aws, { input, calls, facts }) {
    const sessions = await readSessions(aws, input.instanceId);
    const open = new Set(sessions.map(({ id }) => id));
    // A session that was signed has one call in every attempt: one that was given up cannot make another's again.
    const inOrder = new Set([...facts.sessions.map(({ id }) => id), ...open]);
    for (const [index, id] of [...inOrder].slice(0, calls.length).entries())
      if (open.has(id)) await aws.make(`session/${index}`, { SessionId: id });
    return { sessions: [...sessions] };
  },

  async verify(aws, { input }, { sessions }) {
    const now = await readSessions(aws, input.instanceId);
    return {
      assurance: 'configured',
      holds: now.length === 0,
      facts: [
        `${sessions.length} session(s) ended, ${now.length} open`,
        ...now.map(({ id, owner }) => `${id} of ${owner}`),
      ],
      notCut: [],
    };
  },
});
