/** What each exit status means. The names are used in code; the numbers are the contract with scripts. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  /** Only with `--detailed-exitcode`: there are changes. */
  changes: 2,
  invalidConfig: 3,
  preflight: 4,
  /** The apply failed; the host was rolled back and verified: it is as it was before. */
  rolledBack: 5,
  /** The apply failed and the rollback left residue, which is listed. */
  residue: 6,
  /** Not confirmed in time; the host was rolled back and is as it was before. */
  unconfirmed: 7,
  conflict: 8,
  /** A transaction waits for its confirmation. */
  pending: 10,
  unhealthy: 11,
  usage: 64,
  /** A tool or a kernel feature is missing. */
  unavailable: 69,
  /** Another command is changing this network namespace. */
  locked: 75,
  permission: 77,
  /** By Ctrl-C; the host is as it was before. */
  interrupted: 130,
  /** Told to end, or the terminal is gone; the host is as it was before. */
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT;
