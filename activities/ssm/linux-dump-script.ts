import type { Json } from '../../workflows/contract/json.js';
import { beginLinux, pieceLinux, placeLinux } from './linux-script.js';

/** What a script that dumps is told, a line of it each: literal, or a placeholder for what does not exist yet. */
export type DumpVariables = {
  readonly nonce: Json;
  readonly partSize: Json;
  readonly mostParts: Json;
  readonly toolUrl: Json;
  readonly toolSha256: Json;
  readonly device: Json;
  readonly mount: Json;
};

const download: readonly string[] = [
  'fetch "$TOOL_URL" --output "$work/tool" || fail 12 tool "it cannot be downloaded"',
  'hash=$(sha256sum "$work/tool" | cut -d " " -f 1)',
  '[ "$hash" = "$TOOL_SHA256" ] || fail 13 tool-hash "$hash"',
];

// Only a disk without any content is formatted: what it holds otherwise is an earlier try of this same run.
const format: readonly string[] = [
  'if ! blkid -p "$device" >/dev/null 2>&1; then',
  '  mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 "$device" >/dev/null 2>&1 ||',
  '    mkfs.xfs -q -f "$device" >/dev/null 2>&1 || fail 14 device "no file system can be made on it"',
  'fi',
];

const makeRoom: readonly string[] = [
  'if [ -n "$mounted" ]; then',
  '  rm -f "$room"/*.lime',
  'else',
  '  free=$(df -P -k "$room" | sed -n 2p | tr -s " " | cut -d " " -f 4)',
  '  memory=$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p" /proc/meminfo)',
  '  [ "$free" -gt $((memory + memory / 8)) ] || fail 15 space "$free KiB are free"',
  'fi',
];

// Many systems mount /run without the right to execute.
const acquire: readonly string[] = [
  'cp "$work/tool" "$room/tool" && chmod 700 "$room/tool"',
  'version=$("$room/tool" --version 2>/dev/null | head -n 1 | tr -d "\\n" | tr -c "A-Za-z0-9 ._-" " " | cut -c 1-60)',
  'problem=$("$room/tool" "$dump" 2>&1 >/dev/null) || fail 16 acquire "$problem"',
  'rm -f "$room/tool"',
];

const hash: readonly string[] = [
  'size=$(stat -c %s "$dump") && [ "$size" -gt 0 ] || fail 16 acquire "there is no dump"',
  'parts=$(((size + PART_SIZE - 1) / PART_SIZE))',
  '[ "$parts" -le "$MOST_PARTS" ] || fail 17 parts "$parts parts are needed and $MOST_PARTS can be told of"',
  pieceLinux,
  'number=1',
  'while [ "$number" -le "$parts" ]; do',
  '  bytes=$((number < parts ? PART_SIZE : size - (parts - 1) * PART_SIZE))',
  '  hash=$(piece "$number" | sha256sum | cut -d " " -f 1)',
  '  say "{\\"part\\":$number,\\"bytes\\":$bytes,\\"sha256\\":\\"$hash\\"}"',
  '  number=$((number + 1))',
  'done',
  'hash=$(sha256sum "$dump") || fail 16 acquire "the dump cannot be read"',
  'say "{\\"done\\":true,\\"bytes\\":$size,\\"sha256\\":\\"${hash%% *}\\",\\"tool\\":\\"$version\\"}"',
  'keep=yes',
  'leave 0',
];

/**
 * A bash script that writes all memory of a Linux host to an evidence disk with AVML, and hashes it whole and in parts; it
 * sends nothing. `capture-protocol` is what it says and how it ends: JSON lines, and an exit code for each kind of
 * failure. It installs nothing, compiles nothing, and runs nothing that does not have the signed hash.
 */
export const linuxDump = (variables: DumpVariables): readonly Json[] => [
  '#!/bin/bash',
  '# firebreak:dump-memory-avml v1',
  variables.nonce,
  variables.partSize,
  variables.mostParts,
  variables.toolUrl,
  variables.toolSha256,
  variables.device,
  variables.mount,
  ...beginLinux('dump'),
  ...download,
  ...placeLinux(format),
  ...makeRoom,
  ...acquire,
  ...hash,
];
