/**
 * The part of a Linux capture script that sends the dump: cuts, hashes and sends one part after the other. S3 wants
 * Content-MD5 for objects with a lock, and takes it with a presigned address although it is not signed; the hash that
 * counts is SHA-256. MD5 is written from its hexadecimal form, because OpenSSL refuses it on hosts in FIPS mode.
 */
export const linuxUpload: readonly string[] = [
  'size=$(stat -c %s "$dump") && [ "$size" -gt 0 ] || fail 16 acquire "there is no dump"',
  'parts=$(((size + PART_SIZE - 1) / PART_SIZE))',
  '[ "$parts" -le "$available" ] || fail 17 parts "$parts parts are needed and the manifest has $available"',
  'part="$dump.part"',
  'number=1',
  'while [ "$number" -le "$parts" ]; do',
  '  dd if="$dump" of="$part" bs=1M iflag=skip_bytes,count_bytes skip=$(((number - 1) * PART_SIZE)) count="$PART_SIZE" status=none ||',
  '    fail 18 upload "part $number cannot be cut"',
  '  bytes=$(stat -c %s "$part")',
  '  hash=$(sha256sum "$part" | cut -d " " -f 1)',
  '  md5=$(printf "%b" "$(md5sum "$part" | cut -c 1-32 | sed "s/../\\\\\\\\x&/g")" | base64)',
  '  url=$(sed -n "${number}p" "$work/manifest" | sed "s/.*\\"url\\":\\"\\([^\\"]*\\)\\".*/\\1/")',
  '  printf "url = \\"%s\\"\\n" "$url" | curl --config - --silent --show-error --fail --retry 3 --connect-timeout 30 \\',
  '    --upload-file "$part" --header "Content-MD5: $md5" --header "Content-Type:" --header "Expect:" \\',
  '    --dump-header "$work/headers" --output /dev/null || fail 18 upload "part $number"',
  '  etag=$(tr -d "\\r" <"$work/headers" | sed -n "s/^[Ee][Tt][Aa][Gg]: *\\"\\([0-9A-Za-z-]*\\)\\"$/\\1/p" | tail -n 1)',
  '  say "{\\"part\\":$number,\\"bytes\\":$bytes,\\"sha256\\":\\"$hash\\",\\"etag\\":\\"\\\\\\"$etag\\\\\\"\\"}"',
  '  number=$((number + 1))',
  'done',
  'rm -f "$part"',
  'hash=$(sha256sum "$dump" | cut -d " " -f 1)',
  'say "{\\"done\\":true,\\"bytes\\":$size,\\"sha256\\":\\"$hash\\",\\"tool\\":\\"$version\\"}"',
  'leave 0',
];
