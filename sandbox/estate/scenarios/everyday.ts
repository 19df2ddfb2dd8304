import { addFinding } from '../../services/guardduty/findings.js';
import { sshBruteForce } from '../../services/guardduty/instance-findings.js';
import { instanceSubject } from '../../services/guardduty/subjects.js';
import { hostNamed } from './names.js';
import { pastOf } from './past.js';
import type { Scenario } from './scenario.js';

const HOUR = 60;

/** What every account has lying about: findings of low severity that nobody has looked at. */
export const everyday: Scenario = {
  name: 'everyday',
  summary: 'ordinary findings of low severity; part of the estate from the beginning',
  happen: (place) => {
    const { at } = pastOf(place);
    const noise = [
      { hoursAgo: 51, host: 'bastion-1', ip: '192.0.2.14' },
      { hoursAgo: 26, host: 'bastion-1', ip: '192.0.2.201' },
      { hoursAgo: 7, host: 'web-3', ip: '192.0.2.77' },
    ];
    for (const { hoursAgo, host, ip } of noise)
      at(hoursAgo * HOUR, () => addFinding(place, sshBruteForce(instanceSubject(place, hostNamed(place, host)), ip)));
  },
};
