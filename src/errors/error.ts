import { EXIT, type ExitName } from './exit-codes.ts';
import type { Problem } from './problem.ts';

export interface FailureDetails {
  /** What the operator should do next. */
  readonly hint?: string;
  /** Every problem, if there is more than one line to report. */
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
}

/** The one error class: an expected failure with the exit code of the command. */
export class Failure extends Error {
  readonly exit: ExitName;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(exit: ExitName, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'Failure';
    this.exit = exit;
    this.hint = details.hint;
    this.problems = details.problems ?? [];
  }

  get exitCode(): number {
    return EXIT[this.exit];
  }
}

/** The message of any thrown value. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The `code` of a Node system error (`ENOENT`, `EACCES` …), if it has one. */
export function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** Whether a system error says that nothing is at a path: a folder on the way there may be missing, too. */
export const isMissingPath = (thrown: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(errorCode(thrown) ?? '');
