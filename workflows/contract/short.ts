/** `sha256:7c1e…a94d`: enough of a hash to recognise it, never to compare by. */
export const shorten = (hash: string): string => `${hash.slice(0, 11)}…${hash.slice(-4)}`;
