/** One GuardDuty finding, as a responder reads it. */
export type Finding = {
  readonly type: string;
  readonly title: string;
  /** GuardDuty's number: below 4 is low, from 7 on high. */
  readonly severity: number;
  readonly at: string;
  /** What it is about, by the name people use: an instance's name, a user's, a role's. */
  readonly about: string;
  /** The other side: a domain or an address; null when the finding names none. */
  readonly remote: string | null;
  readonly instanceId: string | null;
  /** A user or a role, as the input `principal` takes it. */
  readonly principal: string | null;
  /** The instance that the credentials were made for, when they are of an instance's role. */
  readonly madeFor: string | null;
};

/** A run that the findings call for, ready to be asked for. */
export type Response = {
  readonly playbook: string;
  readonly input: Readonly<Record<string, string>>;
  /** What it is for, by name. */
  readonly about: string;
  readonly title: string;
  readonly reason: string;
  /** Worth doing, but nothing stays open without it. */
  readonly optional: boolean;
};

/** What happened in the sandbox: the scenario, what GuardDuty says of it, and what that calls for, first things first. */
export type Incident = {
  readonly scenario: string;
  /** Runs from before have nothing to do with it: they may be of another world with the same names. */
  readonly since: string;
  readonly findings: readonly Finding[];
  readonly responses: readonly Response[];
};

/** From here on GuardDuty calls a finding medium or high: below it is what every account has lying about. */
export const MEDIUM = 4;

/**
 * What findings call for: hosts are contained, then credentials revoked; the rest may be wanted. Memory is not among
 * it: once a host is contained, nothing reaches it any more.
 */
export const responsesTo = (findings: readonly Finding[]): readonly Response[] => {
  // Where it began comes first.
  const told = findings.toSorted((a, b) => a.at.localeCompare(b.at));
  const instances = grouped(told, ({ instanceId }) => instanceId);
  const principals = grouped(told, ({ principal }) => principal);
  const onHosts = (playbook: string, does: string, optional: boolean): readonly Response[] =>
    [...instances].map(([instanceId, said]) => response(playbook, { instanceId }, does, said, optional));
  return [
    ...onHosts('contain-instance', 'contain', false),
    ...[...principals].map(([principal, said]) => {
      // The sessions of one host end; the other hosts of the role go on.
      const hosts = [...new Set(said.map(({ madeFor }) => madeFor))];
      const instanceId = hosts.includes(null) ? {} : { instanceId: hosts.join(',') };
      return response('revoke-credentials', { principal, ...instanceId }, 'revoke', said, false);
    }),
    ...onHosts('preserve-instance', 'preserve', true),
  ];
};

const grouped = (
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string | null,
): ReadonlyMap<string, readonly Finding[]> => {
  const groups = new Map<string, readonly Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return groups;
};

const response = (
  playbook: string,
  input: Readonly<Record<string, string>>,
  does: string,
  said: readonly Finding[],
  optional: boolean,
): Response => {
  const about = said[0]?.about ?? '';
  const remote = said.find((one) => one.remote !== null)?.remote;
  return {
    playbook,
    input,
    about,
    title: `${does} ${about}${remote ? `: ${remote}` : ''}`,
    reason: `GuardDuty: ${[...new Set(said.map(({ type }) => type))].join(', ')}`,
    optional,
  };
};
