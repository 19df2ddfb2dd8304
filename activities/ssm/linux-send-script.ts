import type { Json } from '../../workflows/contract/json.js';
import { beginLinux, pieceLinux, placeLinux } from './linux-script.js';

/** What a script that sends is told, a line of it each: literal, or a placeholder for what does not exist yet. */
export type SendVariables = {
  readonly nonce: Json;
  readonly manifestUrl: Json;
  readonly partSize: Json;
  readonly device: Json;
  readonly mount: Json;
};

// The header is signed with the address: without it, or with another, S3 refuses the request; with other bytes, the part.
const send: readonly string[] = [
  '[ -f "$dump" ] || fail 20 dump "it is not there any more"',
  'fetch "$MANIFEST_URL" --output "$work/manifest" || fail 11 manifest "it cannot be downloaded"',
  pieceLinux,
  'number=0',
  'while IFS= read -r line; do',
  '  number=$((number + 1))',
  '  url=$(printf "%s" "$line" | sed "s/.*\\"url\\":\\"\\([^\\"]*\\)\\".*/\\1/")',
  '  sha256=$(printf "%s" "$line" | sed "s/.*\\"sha256\\":\\"\\([^\\"]*\\)\\".*/\\1/")',
  '  piece "$number" >"$room/part" || fail 20 dump "part $number cannot be cut"',
  '  fetch "$url" --upload-file "$room/part" --header "x-amz-checksum-sha256: $sha256" --header "Content-Type:" \\',
  '    --header "Expect:" --output /dev/null || fail 18 upload "part $number"',
  '  say "{\\"part\\":$number}"',
  'done <"$work/manifest"',
  'say "{\\"done\\":true,\\"parts\\":$number}"',
  'leave 0',
];

/**
 * A bash script that sends the dump of its nonce to the vault, each part to its own address, with the SHA-256 that was
 * reported of it. `capture-protocol` is what it says and how it ends.
 */
export const linuxSend = (variables: SendVariables): readonly Json[] => [
  '#!/bin/bash',
  '# firebreak:send-dump v1',
  variables.nonce,
  variables.manifestUrl,
  variables.partSize,
  variables.device,
  variables.mount,
  ...beginLinux('send'),
  ...placeLinux([]),
  ...send,
];
