/** The value AWS promises in an answer; its absence is a fault of the sandbox and said so. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the sandbox answered without a field that AWS always sends');
  return value;
}
