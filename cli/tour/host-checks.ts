import { mustHold } from './checks.js';
import type { HostReading } from './read-host.js';

/** Ends the tour unless AWS shows what was there before, but for what a release leaves: Standby, ended sessions. */
export const mustBeBack = (before: HostReading, now: HostReading): void => {
  for (const [id, groups] of Object.entries(before.groups))
    mustHold(now.groups[id] === groups, `${id} has its own groups back`);
  mustHold(now.address === before.address, 'its public address is back');
  mustHold(now.profile === before.profile, 'its instance profile is back');
  mustHold(now.metadata === before.metadata, 'the metadata service is as it was');
};

/** Ends the tour unless AWS shows the host cut off in every way that was planned. */
export const mustBeContained = (before: HostReading, now: HostReading): void => {
  for (const [id, groups] of Object.entries(now.groups))
    mustHold(groups !== before.groups[id] && !groups.includes(','), `${id} has the quarantine group alone`);
  mustHold(now.address === 'none', 'there is no public address');
  mustHold(now.scaling.startsWith('Standby'), 'the instance is in Standby');
  mustHold(now.targets === 'not registered', 'no load balancer sends users to it');
  mustHold(now.sessions === '0 open', 'no session is open');
  mustHold(now.profile === 'none', 'there is no instance profile');
  mustHold(now.metadata === 'disabled', 'the metadata service is off');
};
