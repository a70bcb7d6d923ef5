import path from 'node:path';
import { Failure } from '../errors/index.ts';

let isGone = false;

/** Where the working folder was removed, getcwd(2) fails, and with it whatever asks for it: so another is taken. */
export function leaveRemovedFolder(): void {
  try {
    process.cwd();
  } catch {
    isGone = true;
    process.chdir('/');
  }
}

/** Refuses a path that starts from a working folder which is gone: from another one it would lead to something else. */
export function refuseRelative(file: string): void {
  if (!isGone || path.isAbsolute(file)) return;
  throw new Failure('usage', `${file} can't be found from here: the working directory was removed`, {
    hint: 'Give its whole path, or change to a directory that is there.',
  });
}
