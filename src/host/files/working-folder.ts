import path from 'node:path';
import { Failure } from '../../errors/index.ts';

let isGone = false;

/**
 * Changes to `/` if the working directory was removed, because getcwd(2) fails there, and with it every call that needs
 * it.
 */
export function leaveRemovedFolder(): void {
  try {
    process.cwd();
  } catch {
    isGone = true;
    process.chdir('/');
  }
}

/** Refuses a relative path after the working directory was removed, because it would lead to another file. */
export function refuseRelative(file: string): void {
  if (!isGone || path.isAbsolute(file)) return;
  throw new Failure('usage', `${file} can't be found from here: the working directory was removed`, {
    hint: 'Give its whole path, or change to a directory that is there.',
  });
}
