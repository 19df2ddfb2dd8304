/** Who did something, for people: a worker's version is in the ledger. */
export const whoText = (who: string | null): string => (who === null || who.startsWith('worker:') ? 'Firebreak' : who);
