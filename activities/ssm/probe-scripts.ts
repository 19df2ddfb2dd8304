/**
 * What is asked of a Linux host before its memory is taken, as one JSON line. It reads /proc and /sys and writes no
 * file of its own. Lockdown: "[none] integrity confidentiality" in /sys/kernel/security/lockdown (kernel_lockdown.7).
 */
export const linuxProbe: readonly string[] = [
  '#!/bin/bash',
  '# firebreak:probe-memory v1',
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL=C',
  'field() { sed -n "s/^$1=//p" /etc/os-release 2>/dev/null | head -n 1 | tr -d \'"\\\\\'; }',
  'number() { case "$1" in ""|*[!0-9]*) echo 0 ;; *) echo "$1" ;; esac; }',
  'memory=$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p" /proc/meminfo)',
  'free=$(df -P -k /var/tmp 2>/dev/null | sed -n 2p | tr -s " " | cut -d " " -f 4)',
  'lockdown=$(sed -n "s/.*\\[\\([a-z]*\\)\\].*/\\1/p" /sys/kernel/security/lockdown 2>/dev/null)',
  'source=false',
  'for file in /dev/crash /proc/kcore /dev/mem; do [ -r "$file" ] && source=true; done',
  'missing=""',
  'for tool in curl sha256sum flock dd mount mountpoint; do',
  '  command -v "$tool" >/dev/null 2>&1 || missing="$missing,\\"$tool\\""',
  'done',
  'printf \'{"os":"%s %s","kernel":"%s","arch":"%s","memoryBytes":%s,"diskFreeBytes":%s,"lockdown":"%s","source":%s,"missing":[%s]}\\n\' \\',
  '  "$(field NAME)" "$(field VERSION_ID)" "$(uname -r)" "$(uname -m)" \\',
  '  "$(( $(number "$memory") * 1024 ))" "$(( $(number "$free") * 1024 ))" \\',
  '  "${lockdown:-none}" "$source" "${missing#,}"',
];

/** The same of a Windows host: what crashed earlier, how large the pagefile is, and how much room there is. */
export const windowsProbe: readonly string[] = [
  '# firebreak:probe-memory v1',
  "$ErrorActionPreference = 'Stop'",
  '$os = Get-CimInstance Win32_OperatingSystem',
  '$memory = (Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory',
  '$disk = Get-CimInstance Win32_LogicalDisk -Filter "DeviceID=\'$env:SystemDrive\'"',
  '$pages = [long]((Get-CimInstance Win32_PageFileUsage | Measure-Object AllocatedBaseSize -Sum).Sum)',
  '$places = @("$env:SystemRoot\\MEMORY.DMP", "$env:SystemRoot\\Minidump\\*.dmp")',
  '$dumps = @(Get-Item -Path $places -ErrorAction SilentlyContinue | Select-Object -First 1000 |',
  '  ForEach-Object { @{ path = $_.FullName; bytes = $_.Length } })',
  '@{ os = $os.Caption; build = $os.Version; arch = $env:PROCESSOR_ARCHITECTURE; memoryBytes = $memory;',
  '  diskFreeBytes = $disk.FreeSpace; pagefileBytes = $pages * 1MB; dumps = $dumps } | ConvertTo-Json -Compress -Depth 4',
];
