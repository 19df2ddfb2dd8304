import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flowsIn } from '../../../sandbox/truth/records.js';
import { changeSettings } from '../../../sandbox/world/settings.js';
import { openEstate, type Estate } from './estate.js';

const ssh = { kind: 'ssh', direction: 'in', remote: '203.0.113.9', port: 22 } as const;

describe('a tracked flow', () => {
  let estate: Estate;
  beforeEach(() => {
    estate = openEstate();
  });
  afterEach(() => estate.close());

  it('lives on when the groups of its host are swapped for closed ones', () => {
    const c2 = estate.flow();
    expect(c2?.openedAs).toBe('tracked');
    estate.wear(estate.quarantine);
    estate.pass(86_400_000);
    expect(estate.now(c2)).toMatchObject({ tracking: 'tracked' });
    expect(estate.now(c2)?.endedAt).toBeUndefined();
  });

  it('ends when it was made untracked by all-open rules before', () => {
    const [c2, session] = [estate.flow(), estate.flow(ssh)];
    estate.wear(estate.open);
    expect(estate.now(c2)?.tracking).toBe('untracked');
    estate.wear(estate.quarantine);
    for (const flow of [c2, session]) expect(estate.now(flow)?.endedBy).toBe('security groups');
  });

  it('lives on in a world in which that does not work', () => {
    changeSettings(estate.place.world, { untrackWorks: false });
    const c2 = estate.flow();
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    expect(estate.now(c2)?.endedAt).toBeUndefined();
  });

  it('is not made untracked by rules that are open one way only', () => {
    const c2 = estate.flow();
    estate.wear(estate.normal);
    estate.wear(estate.quarantine);
    expect(estate.now(c2)?.endedAt).toBeUndefined();
  });

  it('ends after its idle timeout when it is idle', () => {
    const c2 = estate.flow({ busy: false });
    estate.compute('ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: estate.eni,
      ConnectionTrackingSpecification: { TcpEstablishedTimeout: 60 },
    });
    estate.wear(estate.quarantine);
    estate.pass(30_000);
    expect(estate.now(c2)?.endedAt).toBeUndefined();
    estate.pass(60_000);
    expect(estate.now(c2)?.endedBy).toBe('idle timeout');
  });
});

describe('an untracked flow', () => {
  let estate: Estate;
  beforeEach(() => {
    estate = openEstate(({ normal }) => normal);
  });
  afterEach(() => estate.close());

  it('ends at once when no rule permits it any more', () => {
    const session = estate.flow(ssh);
    expect(session?.openedAs).toBe('untracked');
    estate.wear(estate.quarantine);
    expect(estate.now(session)?.endedBy).toBe('security groups');
  });

  it('becomes tracked under narrower rules that permit it, and outlives them', () => {
    const session = estate.flow(ssh);
    estate.wear(estate.narrow);
    expect(estate.now(session)?.tracking).toBe('tracked');
    estate.wear(estate.quarantine);
    expect(estate.now(session)?.endedAt).toBeUndefined();
  });
});

describe('an attacker who reconnects', () => {
  let estate: Estate;
  beforeEach(() => {
    estate = openEstate();
  });
  afterEach(() => estate.close());

  it('is back as soon as the groups permit it', () => {
    const c2 = estate.flow({ reconnects: true });
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    expect(estate.now(c2)?.endedAt).toBeDefined();
    estate.pass(600_000);
    const lives = () =>
      flowsIn(estate.place)
        .all()
        .filter((flow) => flow.endedAt === undefined).length;
    expect(lives()).toBe(0);
    estate.compute('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: estate.eni, Groups: [estate.narrow] });
    estate.pass(10_000);
    expect(lives()).toBe(1);
    expect(estate.now(c2)?.followedBy).toBeDefined();
  });

  it('cannot open what the groups do not permit', () => {
    estate.wear(estate.quarantine);
    expect(estate.flow()).toBeUndefined();
    expect(estate.flow(ssh)).toBeUndefined();
  });
});
