import type { AddressInfo } from 'node:net';
import { createFaults } from '../faults/faults.js';
import { staleReads } from '../faults/stale-reads.js';
import { setOutbound } from '../hosts/outbound.js';
import { openLimits } from '../limits/limits.js';
import { botocoreData } from '../protocols/botocore.js';
import type { Answer } from '../protocols/http.js';
import { openModels } from '../protocols/model.js';
import { registerRootKey } from '../services/iam/credentials.js';
import { reactionsOf } from '../services/index.js';
import { sweepBodies } from '../services/s3/bodies.js';
import { truthReactions } from '../truth/flows.js';
import { settingsOf } from '../world/settings.js';
import { openWorld, type World } from '../world/world.js';
import { ADMIN_PREFIX, answerAdmin, type AdminContext } from './admin-routes.js';
import { answerCall, answerInside } from './answer.js';
import { adminToken, rootCredentials } from './credentials.js';
import { httpServer } from './http-server.js';
import { listenAgain } from './listen-again.js';
import { motoClient } from './moto-client.js';
import { motoProcess } from './moto-process.js';
import { settle, type Sandbox } from './sandbox.js';
import { savedWorlds } from './saved-worlds.js';
import { motoFolder, worldFiles } from './world-files.js';

/** What a gateway is started with. */
export interface GatewayOptions {
  /** The folder of the sandbox's AWS. */
  readonly directory: string;
  readonly python: string;
  readonly launcher: string;
  /** A fixed port; without it the one used last when free, else any. */
  readonly port?: number;
  readonly log: (line: string) => void;
}

/** A serving gateway. */
export interface Gateway {
  readonly url: string;
  /** Stops serving and ends moto; everything answered before is on disk. */
  readonly stop: () => Promise<void>;
}

/** The longest that the world is left alone: what becomes due happens at most this much late, in real milliseconds. */
const LOOK_EVERY = 250;

/** Opens the world and serves; resolves when the first AWS request can be answered. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log } = options;
  const files = worldFiles(options.directory);
  const saved = savedWorlds(files);
  const roots = rootCredentials(files.credentials);
  const moto = motoProcess({ ...options, stateDirectory: motoFolder(files.world) });
  const limits = openLimits();
  let world = open();

  function open(): World {
    const opened = openWorld(
      files.world,
      (each) => new Map([...reactionsOf(each), ...Object.entries(truthReactions(each))]),
    );
    opened.store.transact(() => {
      for (const [account, credentials] of roots) registerRootKey(opened, account, credentials);
    });
    sweepBodies(opened);
    limits.setMode(settingsOf(opened).limits);
    return opened;
  }

  const sandbox: Sandbox = {
    world: () => world,
    models: openModels(botocoreData(options.python)),
    limits,
    faults: createFaults(),
    staleReads: staleReads<Answer>((answer) => answer.body.length),
    forward: motoClient(moto),
    log,
  };
  setOutbound((request) => answerInside(sandbox, request));

  /** Closes the world, lets `change` put another in its place, and opens that one. */
  const exchange = async (change: () => void): Promise<void> => {
    await moto.stop();
    world.close();
    try {
      change();
    } finally {
      world = open();
    }
  };
  const admin: AdminContext = {
    sandbox,
    token: adminToken(files.adminToken),
    motoPid: moto.pid,
    saved,
    exchange,
  };
  const server = httpServer(
    (request, gone) =>
      request.target.startsWith(ADMIN_PREFIX) ? answerAdmin(admin, request) : answerCall(sandbox, request, gone),
    log,
  );
  // Reactions happen also while nobody asks anything: an isolated instance is replaced whether or not it is watched.
  const watch = setInterval(() => {
    const next = world.agenda.next();
    if (next !== undefined && next <= world.clock.now()) settle(sandbox);
  }, LOOK_EVERY).unref();
  try {
    await listenAgain(server, files.endpoint, options.port);
  } catch (error) {
    world.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      clearInterval(watch);
      server.close();
      server.closeAllConnections();
      await moto.stop();
      world.close();
    },
  };
}
