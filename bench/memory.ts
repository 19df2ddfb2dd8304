import { readFileSync } from 'node:fs';

/** Megabytes of memory that a process holds now; Linux only, else NaN. */
export const residentMb = (pid: number): number => {
  try {
    // proc(5): VmRSS is in kB.
    const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kB) / 1_024;
  } catch {
    return Number.NaN;
  }
};
