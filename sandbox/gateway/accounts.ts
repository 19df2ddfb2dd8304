/** The accounts of the sandbox's organization: the one under attack, the one that keeps evidence, the one that manages both. */
export const accounts = { victim: '111122223333', forensics: '444455556666', management: '777788889999' } as const;

/** The account in which playbooks run. */
export const SANDBOX_ACCOUNT = accounts.victim;

/** The Region in which the sandbox is seeded. */
export const SANDBOX_REGION = 'eu-west-1';
