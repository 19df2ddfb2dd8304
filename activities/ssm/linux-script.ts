/**
 * How a Linux script of a capture begins. A run that ended tells its result again to whoever comes second with the same
 * nonce: the answer to the first may have been lost. A run that was killed leaves no exit code, and so is done anew. Of
 * the two scripts of one nonce only one is at work at a time.
 */
export const beginLinux = (task: 'dump' | 'send'): readonly string[] => [
  'set -u',
  'umask 077',
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL=C',
  'work="/run/$NONCE.d"',
  'mkdir -p "$work" || exit 10',
  'exec 9>"$work/lock" && flock 9 || exit 10',
  `said="$work/${task}.said"`,
  `ended="$work/${task}.exit"`,
  'if [ -f "$ended" ]; then cat "$said"; exit "$(cat "$ended")"; fi',
  ': >"$said"',
  'room="$work"',
  'dump=""',
  'mounted=""',
  'keep=""',
  'say() { printf "%s\\n" "$1" | tee -a "$said"; }',
  // The dump stays on a disk of its own, whatever happens; on the host's own it stays only until it was sent.
  'leave() {',
  '  rm -f "$work/manifest" "$work/tool" "$room/tool" "$room/part"',
  '  [ -n "$mounted$keep" ] || rm -f "$dump"',
  '  if [ -n "$mounted" ]; then sync; umount "$EVIDENCE_MOUNT"; rmdir "$EVIDENCE_MOUNT"; fi',
  '  echo "$1" >"$ended"',
  '  exit "$1"',
  '}',
  'fail() {',
  '  detail=$(printf "%s" "$3" | tr -c "A-Za-z0-9 ._:/-" " " | cut -c 1-300)',
  '  say "{\\"error\\":\\"$2\\",\\"detail\\":\\"$detail\\"}"',
  '  leave "$1"',
  '}',
  // The address goes in by stdin: an argument could be read in the list of processes.
  'fetch() { printf "url = \\"%s\\"\\n" "$1" | curl --config - --silent --show-error --fail --retry 3 --connect-timeout 30 "${@:2}"; }',
];

/**
 * Finds and mounts the disk of the dump, if there is one of its own, and says where the dump is. `prepare` comes before
 * it is mounted. It is off again when the script ends: whatever comes between two scripts, a start of the host or the end
 * of the run, meets no disk in use. A script that was killed has left it on.
 *
 * A disk that is attached as /dev/sdf is /dev/xvdf to most kernels on Xen ("Device names for volumes", EC2 User Guide).
 */
export const placeLinux = (prepare: readonly string[]): readonly string[] => [
  'room="/var/tmp"',
  'if [ -n "$EVIDENCE_DEVICE" ]; then',
  '  device=""',
  '  for _ in $(seq 60); do',
  '    for name in "$EVIDENCE_DEVICE" "/dev/xvd${EVIDENCE_DEVICE##*/sd}"; do [ -b "$name" ] && device="$name"; done',
  '    [ -n "$device" ] && break',
  '    sleep 1',
  '  done',
  '  [ -n "$device" ] || fail 14 device "$EVIDENCE_DEVICE"',
  ...prepare.map((line) => `  ${line}`),
  '  mkdir -p "$EVIDENCE_MOUNT" && { mountpoint -q "$EVIDENCE_MOUNT" || mount "$device" "$EVIDENCE_MOUNT"; } ||',
  '    fail 14 device "it cannot be mounted"',
  '  mounted=yes',
  '  room="$EVIDENCE_MOUNT"',
  'fi',
  'dump="$room/$NONCE.lime"',
];

/** Cuts one part: the same bytes of the dump to whoever hashes and to whoever sends it. */
export const pieceLinux =
  'piece() { dd if="$dump" bs=1M iflag=skip_bytes,count_bytes skip=$((($1 - 1) * PART_SIZE)) count="$PART_SIZE" status=none; }';
