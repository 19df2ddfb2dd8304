/** The once key of the entry that retires a key: there is no second one. */
export const retirementOnce = (key: string): string => `retired:${key}`;
