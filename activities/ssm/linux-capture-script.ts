import type { Json } from '../../workflows/contract/json.js';
import { linuxUpload } from './linux-upload-script.js';

/** What a capture script is told, a line of it each: literal, or a placeholder for what does not exist yet. */
export type ScriptVariables = {
  readonly nonce: Json;
  readonly manifestUrl: Json;
  readonly partSize: Json;
  readonly toolUrl: Json;
  readonly toolSha256: Json;
  readonly device: Json;
  readonly mount: Json;
};

// A run that ended tells its result again to whoever comes second with the same nonce: the answer to the first may have
// been lost. A run that was killed leaves no exit code, and so is done anew.
const begin: readonly string[] = [
  'set -u',
  'umask 077',
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL=C',
  'work="/run/$NONCE.d"',
  'mkdir -p "$work" || exit 10',
  'exec 9>"$work/lock" && flock 9 || exit 10',
  'if [ -f "$work/exit" ]; then cat "$work/said"; exit "$(cat "$work/exit")"; fi',
  ': >"$work/said"',
  'dump=""',
  'mounted=""',
  'say() { printf "%s\\n" "$1" | tee -a "$work/said"; }',
  'leave() {',
  '  rm -f "$work/manifest" "$work/tool" "$work/part" "$work/headers"',
  '  if [ -n "$mounted" ]; then rm -f "$EVIDENCE_MOUNT/part" "$EVIDENCE_MOUNT/tool"; sync; umount "$EVIDENCE_MOUNT"; rmdir "$EVIDENCE_MOUNT"',
  '  elif [ -n "$dump" ]; then rm -f "$dump" "$dump.part"; fi',
  '  echo "$1" >"$work/exit"',
  '  exit "$1"',
  '}',
  'fail() {',
  '  detail=$(printf "%s" "$3" | tr -c "A-Za-z0-9 ._:/-" " " | cut -c 1-300)',
  '  say "{\\"error\\":\\"$2\\",\\"detail\\":\\"$detail\\"}"',
  '  leave "$1"',
  '}',
  // The address goes in by stdin: an argument could be read in the list of processes.
  'get() { printf "url = \\"%s\\"\\n" "$1" | curl --config - --silent --show-error --fail --retry 3 --connect-timeout 30 --output "$2"; }',
];

const fetch: readonly string[] = [
  'get "$MANIFEST_URL" "$work/manifest" || fail 11 manifest "it cannot be downloaded"',
  'available=$(grep -c "\\"url\\"" "$work/manifest")',
  'get "$TOOL_URL" "$work/tool" || fail 12 tool "it cannot be downloaded"',
  'hash=$(sha256sum "$work/tool" | cut -d " " -f 1)',
  '[ "$hash" = "$TOOL_SHA256" ] || fail 13 tool-hash "$hash"',
];

// A disk that is attached as /dev/sdf is /dev/xvdf to most kernels on Xen ("Device names for volumes", EC2 User Guide).
// Only a disk without any content is formatted: what it holds otherwise is an earlier try of this same run.
const place: readonly string[] = [
  'room="/var/tmp"',
  'if [ -n "$EVIDENCE_DEVICE" ]; then',
  '  device=""',
  '  for _ in $(seq 60); do',
  '    for name in "$EVIDENCE_DEVICE" "/dev/xvd${EVIDENCE_DEVICE##*/sd}"; do [ -b "$name" ] && device="$name"; done',
  '    [ -n "$device" ] && break',
  '    sleep 1',
  '  done',
  '  [ -n "$device" ] || fail 14 device "$EVIDENCE_DEVICE"',
  '  if ! blkid -p "$device" >/dev/null 2>&1; then',
  '    mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 "$device" >/dev/null 2>&1 ||',
  '      mkfs.xfs -q -f "$device" >/dev/null 2>&1 || fail 14 device "no file system can be made on it"',
  '  fi',
  '  mkdir -p "$EVIDENCE_MOUNT" && mount "$device" "$EVIDENCE_MOUNT" || fail 14 device "it cannot be mounted"',
  '  mounted=yes',
  '  room="$EVIDENCE_MOUNT"',
  '  rm -f "$room"/*.lime',
  'else',
  '  free=$(df -P -k "$room" | sed -n 2p | tr -s " " | cut -d " " -f 4)',
  '  memory=$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p" /proc/meminfo)',
  '  [ "$free" -gt $((memory + memory / 8)) ] || fail 15 space "$free KiB are free"',
  'fi',
  'dump="$room/$NONCE.lime"',
];

// Many systems mount /run without the right to execute.
const acquire: readonly string[] = [
  'cp "$work/tool" "$room/tool" && chmod 700 "$room/tool"',
  'version=$("$room/tool" --version 2>/dev/null | head -n 1 | tr -d "\\n" | tr -c "A-Za-z0-9 ._-" " " | cut -c 1-60)',
  'problem=$("$room/tool" "$dump" 2>&1 >/dev/null) || fail 16 acquire "$problem"',
  'rm -f "$room/tool"',
];

/**
 * A bash script that writes all memory of a Linux host to an evidence disk with AVML and sends it to the vault in
 * parts. `capture-protocol` is what it says and how it ends: JSON lines, and an exit code for each kind of failure. It
 * installs nothing, compiles nothing, and runs nothing that does not have the signed hash.
 */
export const linuxCapture = (variables: ScriptVariables): readonly Json[] => [
  '#!/bin/bash',
  '# firebreak:capture-memory-avml v1',
  variables.nonce,
  variables.manifestUrl,
  variables.partSize,
  variables.toolUrl,
  variables.toolSha256,
  variables.device,
  variables.mount,
  ...begin,
  ...fetch,
  ...place,
  ...acquire,
  ...linuxUpload,
];
