/** The meaning of each exit code. Code uses the names; the numbers are the contract with scripts. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  /** The question was answered with No. Nothing was changed. */
  declined: 1,
  /** Only with `--detailed-exitcode`: there are changes. */
  changes: 2,
  invalidConfig: 3,
  preflight: 4,
  /** The apply failed. The host was rolled back and verified: it is as before. */
  rolledBack: 5,
  /** The apply failed and the rollback left residue, which is listed. */
  residue: 6,
  /** Not confirmed in time. The host was rolled back and is as before. */
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
  /** Ended by Ctrl-C. The host is as before. */
  interrupted: 130,
  /** Ended by SIGTERM, or by the loss of the terminal. The host is as before. */
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT;
