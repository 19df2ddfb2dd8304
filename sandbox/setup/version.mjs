/**
 * The first version number in a text such as `go1.26.8` or `temporal version 1.8.2 (Server …)`; null without one.
 * @param {string | null} text
 */
export function versionIn(text) {
  return text?.match(/\d+\.\d+(\.\d+)?/)?.[0] ?? null;
}

/**
 * Whether a version is the wanted one or newer; a missing part counts as zero, no version as too old.
 * @param {string | null} version
 * @param {string} wanted
 */
export function isAtLeast(version, wanted) {
  if (version === null) return false;
  const [have, want] = [version.split('.').map(Number), wanted.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
