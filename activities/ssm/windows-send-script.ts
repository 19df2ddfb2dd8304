import type { Json } from '../../workflows/contract/json.js';
import type { SendVariables } from './linux-send-script.js';
import { beginWindows } from './windows-script.js';

// A request of its own, not Invoke-WebRequest: that holds a whole part in memory. The header is signed with the address.
const send: readonly string[] = [
  'function Send($url, $sha256) {',
  '  $request = [Net.HttpWebRequest]::Create($url)',
  "  $request.Method = 'PUT'; $request.AllowWriteStreamBuffering = $false; $request.Timeout = 600000",
  "  $request.Headers.Add('x-amz-checksum-sha256', $sha256); $request.ServicePoint.Expect100Continue = $false",
  '  $file = [IO.File]::OpenRead($part); $request.ContentLength = $file.Length',
  '  try { $body = $request.GetRequestStream(); try { $file.CopyTo($body) } finally { $body.Dispose() } } finally { $file.Dispose() }',
  '  $request.GetResponse().Close()',
  '}',
  'if (-not (Test-Path $dump)) { Fail 20 "dump" "it is not there any more" }',
  'try { Fetch $ManifestUrl "$work\\manifest" } catch { Fail 11 "manifest" "it cannot be downloaded" }',
  '$size = (Get-Item $dump).Length; $number = 0',
  'foreach ($line in @(Get-Content "$work\\manifest" | ForEach-Object { ConvertFrom-Json $_ })) {',
  '  $number++; $count = [Math]::Min($partSize, $size - ($number - 1) * $partSize)',
  '  try { Cut $number $count } catch { Fail 20 "dump" "part $number cannot be cut" }',
  '  try { Again { Send $line.url $line.sha256 } } catch { Fail 18 "upload" "part $number" }',
  '  Say "{""part"":$number}"',
  '}',
  'Say "{""done"":true,""parts"":$number}"',
  'Leave 0',
];

/** A PowerShell script that sends the archive of its nonce to the vault, as `linuxSend` does. */
export const windowsSend = (variables: SendVariables): readonly Json[] => [
  '# firebreak:send-dump v1',
  variables.nonce,
  variables.manifestUrl,
  variables.partSize,
  ...beginWindows('send'),
  ...send,
];
