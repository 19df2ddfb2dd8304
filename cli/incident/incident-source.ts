import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import { responsesTo, type Incident } from './incident.js';
import { scenariosHappened, type Happened } from './scenario.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

/** Tells, as often as it is asked, what happened in the running sandbox last; the findings are read once for each. */
export const incidentSource = (): (() => Promise<Incident | null>) => {
  let known: { readonly of: string; readonly incident: Incident | null } | null = null;
  return async () => {
    const status = sandboxStatus();
    const [last] = await scenariosHappened();
    const of = `${last?.name} ${last?.loadedAt}`;
    if (known?.of === of) return known.incident;
    const incident = status && last ? await incidentOf(status, last) : null;
    known = { of, incident };
    return incident;
  };
};

const incidentOf = async (status: SandboxStatus, { name, loadedAt }: Happened): Promise<Incident | null> => {
  // The client is loaded here, when it is needed: nobody waits for it before the first screen.
  const { readFindings } = await import('./read-findings.js');
  const findings = await readFindings(status);
  // The world's clock may have been moved ahead of ours, by which runs are dated; it never goes back.
  const ahead = (await withSandboxAdmin((admin) => admin.health())).now - Date.now();
  const since = new Date(Date.parse(loadedAt) - Math.max(0, ahead)).toISOString();
  const responses = responsesTo(findings);
  return responses.length > 0 ? { scenario: name, since, findings, responses } : null;
};
