import type { Entry } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { checkBody } from '../entries/bodies.js';
import { parseEntry } from '../entry-shape.js';
import { LedgerTamperedError } from '../errors.js';
import type { LedgerReader } from '../reader.js';
import { apiActivity } from './api-activity.js';
import { follow, incidentFinding, type Incident } from './incident.js';
import type { RunContext } from './record.js';
import { remediation } from './remediation.js';

/**
 * A case as OCSF events: what happened to it (Incident Finding), what was changed and put back
 * (Remediation Activity), and each AWS call (API Activity), in the order of their entries. In memory for what is known
 * of the case and its runs. It proves nothing: it is for systems that read OCSF, and each record names its entry.
 */
export async function* exportOcsf(
  reader: Pick<LedgerReader, 'lines'>,
  caseId: string,
): AsyncIterableIterator<JsonObject> {
  let incident: Incident | null = null;
  const runs = new Map<string, RunContext>();
  for await (const { text } of reader.lines(caseId)) {
    const entry = readable(text, caseId);
    const { kind, body } = entry;
    if (kind === 'run' && body.event === 'requested')
      runs.set(body.run, { account: body.account, region: body.region });
    const context = runs.get(body.run);
    const followed = follow(incident, entry);
    incident = followed?.incident ?? incident;
    if (followed) yield incidentFinding(entry, followed, context);
    yield* ofCall(entry, context);
  }
}

const ofCall = (entry: Entry, context: RunContext | undefined): readonly JsonObject[] => {
  if (entry.kind === 'call') return [apiActivity(entry, context)];
  if (entry.kind !== 'outcome' && entry.kind !== 'verification' && entry.kind !== 'undo') return [];
  const found = remediation(entry, context);
  return found ? [found] : [];
};

const readable = (text: string, caseId: string): Entry => {
  const parsed = parseEntry(text);
  if ('problem' in parsed) throw new LedgerTamperedError(`an entry of ${caseId} cannot be read: ${parsed.problem}`);
  checkBody(parsed.entry.kind, parsed.entry.body);
  return parsed.entry;
};
