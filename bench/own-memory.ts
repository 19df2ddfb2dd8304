import { writeFileSync } from 'node:fs';

// Loaded with `--import` into a program that is measured: leaves what it used in the file of BENCH_USAGE when it ends.

process.once('exit', () => {
  const { maxRSS } = process.resourceUsage();
  writeFileSync(process.env['BENCH_USAGE'] ?? '', JSON.stringify({ megabytes: maxRSS / 1_024 }));
});
