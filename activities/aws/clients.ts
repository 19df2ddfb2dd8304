import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { STS } from '@aws-sdk/client-sts';
import { sessionsOf, type ActingRole } from './acting-role.js';
import { clientSettings } from './client-settings.js';
import { openDoor, type Door } from './door.js';
import type { Recorder } from './ledger-middleware.js';
import { openPace, type Pace } from './pace/pace.js';
import { serviceClients, type ServiceClients } from './service-clients.js';
import { openVault, type Vault, type VaultSettings } from './vault.js';

/** The clients of one action, with its rights. */
export type ActionClients = Omit<ServiceClients, 'cloudtrail' | 's3'>;

/** The name of an action, and the IAM actions that it asks for. */
type Rights = { readonly name: string; readonly permissions: readonly string[] };

/** The clients of a worker, with the rights to what no action does: no call passes any without the ledger knowing. */
export type Clients = ServiceClients &
  Pick<Door, 'during' | 'mark'> & {
    /** CloudTrail of another Region. */
    readonly cloudtrailIn: (region: string) => CloudTrail;
    /** Those of an action: where the worker has a role, in a session of it that can do what the action asks for. */
    readonly forAction: (action: Rights) => ActionClients;
    /** STS as who the worker is before it takes a role; `sts` itself where it takes none. */
    readonly own: STS;
    /** The evidence vault, or null where none is configured. */
    readonly vault: Vault | null;
    readonly close: () => void;
  };

/** Where evidence is kept, and in which role the worker acts, where that is configured; and how fast it may call. */
export type ClientOptions = {
  readonly vault?: VaultSettings | undefined;
  readonly role?: ActingRole | undefined;
  readonly pace?: Pace;
};

/** Builds the clients. Credentials and endpoint come from the environment, as everywhere with AWS. */
export const createClients = (
  region: string,
  recorder: Recorder,
  { vault: vaultSettings, role, pace = openPace() }: ClientOptions = {},
): Clients => {
  const { guard, ...door } = openDoor(recorder, pace);
  const own = new STS(clientSettings(region));
  guard('sts', region, own);
  // One pool of connections for all, which ends with its owner: most are to the same endpoints.
  const settingsIn = (place: string) => ({ ...clientSettings(place), requestHandler: own.config.requestHandler });
  /** In a session of the role, or as the worker's own identity where it has none. */
  const identity = ({ name, permissions }: Rights) => {
    const session = role ? sessionsOf(own, role, name, permissions) : null;
    const settings = { ...settingsIn(region), ...(session && { credentials: session.credentials }) };
    const clients = serviceClients(settings);
    for (const [service, client] of Object.entries(clients)) guard(service, region, client, session);
    return { clients, session, settings };
  };
  const looking = identity({ name: 'looking', permissions: role?.looking ?? [] });
  const vault = vaultSettings
    ? openVault(vaultSettings, own, settingsIn(vaultSettings.region), (client) =>
        guard('s3', `${vaultSettings.region} vault`, client),
      )
    : null;
  const trails = new Map([[region, looking.clients.cloudtrail]]);
  const cloudtrailIn = (other: string): CloudTrail => {
    const known = trails.get(other);
    if (known) return known;
    const trail = new CloudTrail({ ...looking.settings, region: other });
    guard('cloudtrail', other, trail, looking.session);
    trails.set(other, trail);
    return trail;
  };
  const actions = new Map<string, ActionClients>();
  const forAction = (action: Rights): ActionClients => {
    if (!role) return looking.clients;
    const known = actions.get(action.name) ?? identity(action).clients;
    actions.set(action.name, known);
    return known;
  };
  return {
    ...looking.clients,
    ...door,
    own: role ? own : looking.clients.sts,
    cloudtrailIn,
    forAction,
    vault,
    close: () => own.destroy(),
  };
};
