import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';
import { interfacesOf } from './remove-public-addresses.row.js';

/** What the host's instance type has where nobody set a timeout, in seconds. */
export const USUAL = 432_000;

/** The idle timeouts of TCP connections by interface; undefined where nobody set one. */
export const timeoutsOf = async (incident: Incident): Promise<Readonly<Record<string, number | undefined>>> =>
  Object.fromEntries(
    (await interfacesOf(incident)).map(({ NetworkInterfaceId = '', ConnectionTrackingConfiguration: set }) => [
      NetworkInterfaceId,
      set?.TcpEstablishedTimeout,
    ]),
  );

const calls = ['ModifyNetworkInterfaceAttribute', 'ModifyNetworkInterfaceAttribute'];

export const shortenIdleTimeout: HostRow = {
  action: 'shortenIdleTimeout',
  scenes: [
    {
      apply: calls,
      // AWS cannot unset what nobody had set: it becomes the usual.
      undo: { calls, state: async (incident) => Object.values(await timeoutsOf(incident)).map((one) => one ?? USUAL) },
      gone: 'nothing to do',
    },
  ],
};
