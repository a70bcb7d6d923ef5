import type { ExitName } from '../../errors/index.ts';
import type { Prepared } from '../compare/prepare.ts';

/** What a check found wrong, and what to do about it. */
export interface Finding {
  readonly message: string;
  readonly hint: string;
  readonly severity: 'error' | 'warning';
}

/** One preflight check. Its name is what `--ignore-preflight-errors` takes. */
export interface Check<Input> {
  readonly name: string;
  /** The exit status a failure of it ends with. */
  readonly exit: Extract<ExitName, 'preflight' | 'permission' | 'unavailable'>;
  readonly run: (input: Input) => Promise<readonly Finding[]>;
}

/** Checks of the ground that everything else, even looking, stands on. */
export type GroundCheck = Check<undefined>;

/** Checks of this host against what is to be built on it. */
export type HostCheck = Check<Prepared>;

export const error = (message: string, hint: string): Finding => ({ message, hint, severity: 'error' });
export const warning = (message: string, hint: string): Finding => ({ message, hint, severity: 'warning' });
