import { expect, it } from '@jest/globals';
import { cidrText, parseCidr } from '../../../../sandbox/services/ec2/cidr.js';
import { newIpv6Block } from '../../../../sandbox/services/ec2/network/vpc-store.js';

it.each([
  [0, '2001:db8::/56'],
  [1, '2001:db8:0:100::/56'],
  [0x7e_52_00, '2001:db8:7e52::/56'],
  [0x7e_52_ab, '2001:db8:7e52:ab00::/56'],
  [0xff_ff_ff, '2001:db8:ffff:ff00::/56'],
])('block %i of the range for documentation is %s', (nr, block) => {
  expect(newIpv6Block(nr)).toBe(block);
});

it('any block is in the form in which AWS shows it', () => {
  for (let nr = 0; nr < 1 << 24; nr += 4_099) {
    const block = newIpv6Block(nr);
    const parsed = parseCidr(block);
    expect(parsed && cidrText(parsed)).toBe(block);
  }
});
