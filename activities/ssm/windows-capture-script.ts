import type { Json } from '../../workflows/contract/json.js';
import type { ScriptVariables } from './linux-capture-script.js';

// As on Linux: a run that ended tells its result again, one that was killed is done anew.
const begin: readonly string[] = [
  "$ErrorActionPreference = 'Stop'",
  "$ProgressPreference = 'SilentlyContinue'",
  '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12',
  '$work = Join-Path $env:ProgramData $Nonce',
  'New-Item -ItemType Directory -Force -Path $work | Out-Null',
  'icacls $work /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" | Out-Null',
  '$said = Join-Path $work "said"; $ended = Join-Path $work "exit"',
  '$lock = New-Object Threading.Mutex($false, "Global\\$Nonce")',
  'try { [void]$lock.WaitOne() } catch [Threading.AbandonedMutexException] { }',
  'if (Test-Path $ended) { Get-Content $said; exit [int](Get-Content $ended) }',
  'Set-Content -Path $said -Value $null',
  'function Say($line) { Add-Content -Path $said -Value $line; Write-Output $line }',
  'function Leave($code) {',
  '  Remove-Item -Recurse -Force -ErrorAction SilentlyContinue "$work\\tool", "$work\\tool.zip", "$work\\dumps.zip", "$work\\part", "$work\\manifest"',
  '  Set-Content -Path $ended -Value $code; $lock.ReleaseMutex(); exit $code',
  '}',
  'function Fail($code, $name, $detail) {',
  "  $text = ($detail -replace '[^A-Za-z0-9 ._:/-]', ' '); $text = $text.Substring(0, [Math]::Min(300, $text.Length))",
  '  Say "{""error"":""$name"",""detail"":""$text""}"; Leave $code',
  '}',
  'function Again($work) {',
  '  for ($try = 0; ; $try++) {',
  '    try { return & $work } catch { if ($try -ge 3) { throw }; Start-Sleep -Seconds ([Math]::Pow(2, $try)) }',
  '  }',
  '}',
  'function Sha256($path) { (Get-FileHash -Algorithm SHA256 -Path $path).Hash.ToLowerInvariant() }',
];

const collect: readonly string[] = [
  'try { Again { Invoke-WebRequest -UseBasicParsing -Uri $ManifestUrl -OutFile "$work\\manifest" } } catch { Fail 11 "manifest" "it cannot be downloaded" }',
  '$urls = @(Get-Content "$work\\manifest" | ForEach-Object { ($_ | ConvertFrom-Json).url })',
  'try { Again { Invoke-WebRequest -UseBasicParsing -Uri $ToolUrl -OutFile "$work\\tool.zip" } } catch { Fail 12 "tool" "it cannot be downloaded" }',
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
  '$dump = "$work\\dumps.zip"',
  '& $command.FullName /accepteula /online /collect:memory-dump "/output:$dump" | Out-Null',
  'if ($LASTEXITCODE -ne 0 -or -not (Test-Path $dump)) { Fail 16 "acquire" "EC2Rescue ended with $LASTEXITCODE" }',
];

// A request of its own, not Invoke-WebRequest: that holds a whole part in memory.
const upload: readonly string[] = [
  'function Send($url, $bytes, $count, $md5) {',
  '  $request = [Net.HttpWebRequest]::Create($url)',
  "  $request.Method = 'PUT'; $request.ContentLength = $count; $request.AllowWriteStreamBuffering = $false",
  "  $request.Headers.Add('Content-MD5', $md5); $request.Timeout = 600000; $request.ServicePoint.Expect100Continue = $false",
  '  $body = $request.GetRequestStream(); $file = [IO.File]::OpenRead($bytes)',
  '  try { $file.CopyTo($body) } finally { $file.Dispose(); $body.Dispose() }',
  '  $answer = $request.GetResponse()',
  "  try { return $answer.Headers['ETag'] } finally { $answer.Dispose() }",
  '}',
  '$partSize = [long]$PartSize; $size = (Get-Item $dump).Length; $parts = [Math]::Ceiling($size / $partSize)',
  'if ($parts -gt $urls.Count) { Fail 17 "parts" "$parts parts are needed and the manifest has $($urls.Count)" }',
  '$source = [IO.File]::OpenRead($dump); $buffer = New-Object byte[] 1048576; $part = "$work\\part"',
  'for ($number = 1; $number -le $parts; $number++) {',
  '  $count = [Math]::Min($partSize, $size - ($number - 1) * $partSize); $left = $count; $target = [IO.File]::Create($part)',
  '  while ($left -gt 0) { $got = $source.Read($buffer, 0, [Math]::Min($buffer.Length, $left)); $target.Write($buffer, 0, $got); $left -= $got }',
  '  $target.Dispose(); $hash = Sha256 $part; $stream = [IO.File]::OpenRead($part)',
  '  $md5 = [Convert]::ToBase64String([Security.Cryptography.MD5]::Create().ComputeHash($stream)); $stream.Dispose()',
  '  try { $etag = Again { Send $urls[$number - 1] $part $count $md5 } } catch { Fail 18 "upload" "part $number" }',
  "  $etag = $etag -replace '[^0-9A-Za-z-]', ''",
  '  Say "{""part"":$number,""bytes"":$count,""sha256"":""$hash"",""etag"":""\\""$etag\\""""}"',
  '}',
  '$source.Dispose(); $hash = Sha256 $dump; $version = $command.VersionInfo.ProductVersion -replace "[^0-9.]", ""',
  "$files = ($found | Select-Object -First 20 | ForEach-Object { '\"' + $_.FullName.Replace('\\', '\\\\') + '\"' }) -join ','",
  'Say "{""done"":true,""bytes"":$size,""sha256"":""$hash"",""tool"":""EC2Rescue $version"",""files"":[$files]}"',
  'Leave 0',
];

/**
 * A PowerShell script that lets EC2Rescue pack the dumps that a Windows host already has, and sends the archive to the
 * vault in parts. It takes no memory: EC2Rescue has no way to. The archive is written to the system disk meanwhile.
 */
export const windowsCapture = (variables: ScriptVariables): readonly Json[] => [
  '# firebreak:ec2rescue-memory-dump v1',
  variables.nonce,
  variables.manifestUrl,
  variables.partSize,
  variables.toolUrl,
  variables.toolSha256,
  ...begin,
  ...collect,
  ...upload,
];
