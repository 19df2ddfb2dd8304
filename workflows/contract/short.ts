/** `sha256:7c1e…a94d`: enough of a hash to recognise it, never to compare by. */
export const shorten = (hash: string): string => `${hash.slice(0, 11)}…${hash.slice(-4)}`;

/** `1 change`, `3 changes`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
