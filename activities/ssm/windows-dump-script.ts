import type { Json } from '../../workflows/contract/json.js';
import type { DumpVariables } from './linux-dump-script.js';
import { beginWindows } from './windows-script.js';

// What an earlier try has left of its archive makes room for this one's.
const collect: readonly string[] = [
  "Remove-Item -Force -ErrorAction SilentlyContinue -Path \"$env:ProgramData\\$($Nonce -replace '-[0-9]+$', '')-*\\dumps.zip\"",
  'try { Fetch $ToolUrl "$work\\tool.zip" } catch { Fail 12 "tool" "it cannot be downloaded" }',
  '$hash = Sha256 "$work\\tool.zip"',
  'if ($hash -ne $ToolSha256) { Fail 13 "tool-hash" $hash }',
  'Expand-Archive -Force -Path "$work\\tool.zip" -DestinationPath "$work\\tool"',
  '$command = Get-ChildItem -Recurse -Path "$work\\tool" -Filter EC2RescueCmd.exe | Select-Object -First 1',
  'if (-not $command) { Fail 12 "tool" "there is no EC2RescueCmd.exe in it" }',
  '$found = @(Get-Item -Path "$env:SystemRoot\\MEMORY.DMP", "$env:SystemRoot\\Minidump\\*.dmp" -ErrorAction SilentlyContinue)',
  'if ($found.Count -eq 0) { Fail 19 "no-dumps" "there is no MEMORY.DMP and no minidump" }',
  '$needed = ($found | Measure-Object Length -Sum).Sum',
  '$free = (Get-CimInstance Win32_LogicalDisk -Filter "DeviceID=\'$env:SystemDrive\'").FreeSpace',
  'if ($free -lt $needed) { Fail 15 "space" "$free bytes are free" }',
  '& $command.FullName /accepteula /online /collect:memory-dump "/output:$dump" | Out-Null',
  'if ($LASTEXITCODE -ne 0 -or -not (Test-Path $dump)) { Fail 16 "acquire" "EC2Rescue ended with $LASTEXITCODE" }',
];

const hash: readonly string[] = [
  '$size = (Get-Item $dump).Length; $parts = [Math]::Ceiling($size / $partSize)',
  'if ($parts -gt [int]$MostParts) { Fail 17 "parts" "$parts parts are needed and $MostParts can be told of" }',
  'for ($number = 1; $number -le $parts; $number++) {',
  '  $count = [Math]::Min($partSize, $size - ($number - 1) * $partSize)',
  '  try { Cut $number $count; $hash = Sha256 $part } catch { Fail 16 "acquire" "the archive cannot be read" }',
  '  Say "{""part"":$number,""bytes"":$count,""sha256"":""$hash""}"',
  '}',
  '$hash = Sha256 $dump; $version = $command.VersionInfo.ProductVersion -replace "[^0-9.]", ""',
  "$files = ($found | Select-Object -First 20 | ForEach-Object { '\"' + $_.FullName.Replace('\\', '\\\\') + '\"' }) -join ','",
  'Say "{""done"":true,""bytes"":$size,""sha256"":""$hash"",""tool"":""EC2Rescue $version"",""files"":[$files]}"',
  '$leavings = @($leavings | Where-Object { $_ -ne $dump })',
  'Leave 0',
];

/**
 * A PowerShell script that lets EC2Rescue pack the dumps that a Windows host already has, and hashes the archive whole and
 * in parts. It takes no memory: EC2Rescue has no way to. The archive is on the system disk until it was sent.
 */
export const windowsDump = (variables: DumpVariables): readonly Json[] => [
  '# firebreak:dump-crashes-ec2rescue v1',
  variables.nonce,
  variables.partSize,
  variables.mostParts,
  variables.toolUrl,
  variables.toolSha256,
  ...beginWindows('dump'),
  ...collect,
  ...hash,
];
