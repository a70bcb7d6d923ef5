/** What each exit status means. The names are used in code; the numbers are the contract with scripts. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  /** Only with `--detailed-exitcode`: there are changes. */
  changes: 2,
  invalidConfig: 3,
  preflight: 4,
  /** The apply failed; the host was rolled back and looked at again: it is as before. */
  rolledBack: 5,
  /** The apply failed and the rollback left residue, which is listed. */
  residue: 6,
  conflict: 8,
  unhealthy: 11,
  usage: 64,
  /** A tool or a kernel feature is missing. */
  unavailable: 69,
  permission: 77,
  interrupted: 130,
} as const;

export type ExitName = keyof typeof EXIT;
