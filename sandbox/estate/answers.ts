/** The value AWS promises in an answer; its absence is a fault of the sandbox and said so. */
export const present = <T>(value: T | undefined | null): T => {
  if (value === undefined || value === null)
    throw new Error('the sandbox answered without a field that AWS always sends');
  return value;
};
