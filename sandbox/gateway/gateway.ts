import { existsSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SANDBOX_ACCOUNT } from './account.js';
import { ADMIN_PREFIX, answerAdmin, type AdminContext } from './admin-routes.js';
import { answerCall, type Sandbox } from './call-handler.js';
import { adminCredentials, adminToken } from './credentials.js';
import { createFaults } from './faults.js';
import { httpServer } from './http-server.js';
import { keyRing } from './key-ring.js';
import { listenAgain } from './listen-again.js';
import { motoClient } from './moto-client.js';
import { startMoto } from './moto-process.js';
import { openSettings } from './settings.js';
import { staleReads } from './stale-reads.js';
import { tokenBuckets } from './token-buckets.js';
import { openTrail } from './trail.js';
import { worldFiles } from './world-files.js';

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly world: string;
  readonly python: string;
  readonly launcher: string;
  /** A fixed port; without it the world's last one when free, else any. */
  readonly port?: number;
  readonly log: (line: string) => void;
}

/** A serving gateway. */
export interface Gateway {
  readonly url: string;
  readonly motoPid: number;
  /** Stops serving and ends moto; everything answered before is on disk. */
  readonly stop: () => Promise<void>;
}

/** Opens the world, starts moto and serves; resolves when the first AWS request can be answered. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const files = worldFiles(options.world);
  const moto = startMoto({
    python: options.python,
    launcher: options.launcher,
    stateDirectory: files.motoState,
    log: options.log,
  });
  const client = motoClient(moto);
  const sandbox: Sandbox = {
    keys: keyRing(adminCredentials(files.credentials), SANDBOX_ACCOUNT, client.keys),
    faults: createFaults(),
    buckets: tokenBuckets(),
    settings: openSettings(files.settings),
    staleReads: staleReads(),
    moto: client,
    trail: openTrail(files.trail),
  };
  const admin: AdminContext = {
    sandbox,
    token: adminToken(files.adminToken),
    motoPid: moto.pid,
    motoRestarts: moto.restarts,
    reset: async (force) => {
      if (existsSync(files.targets) && !force) return false;
      await moto.stop();
      rmSync(files.targets, { force: true });
      rmSync(files.motoState, { recursive: true, force: true });
      moto.start();
      await moto.address();
      sandbox.keys.forget();
      return true;
    },
  };
  const server = httpServer(
    (request, gone) =>
      request.target.startsWith(ADMIN_PREFIX) ? answerAdmin(admin, request) : answerCall(sandbox, request, gone),
    options.log,
  );
  try {
    const [{ pid }] = await Promise.all([moto.address(60_000), listenAgain(server, files.endpoint, options.port)]);
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      motoPid: pid,
      stop: async () => {
        server.close();
        server.closeAllConnections();
        await moto.stop();
        sandbox.trail.close();
      },
    };
  } catch (error) {
    await moto.stop();
    throw error;
  }
}
