import { realpathSync } from 'node:fs';
import path from 'node:path';

/** What goes at an upgrade with a folder of such a name: versions, revisions of snap; and what npx keeps for a while. */
const FLEETING = [/\d+\.\d+/, /^(?:v|node|nodejs|node@|node-v)?\d+$/, /^_npx$/] as const;

/** npm makes the folder of a program again at each update of what it came with. */
const NODE_FROM_NPM = /^node(?:-linux-\w+|-bin)?$/;

const partsOf = (file: string): string[] => file.split(path.sep).filter(Boolean);

/** Whether a path will go at an upgrade of what it leads to, or of what it came with, by the names in it. */
export function isFleeting(file: string): boolean {
  const parts = partsOf(file);
  const isOfNpm = parts.some((part, i) => part === 'node_modules' && NODE_FROM_NPM.test(parts[i + 1] ?? ''));
  return isOfNpm || parts.some((part) => FLEETING.some((pattern) => pattern.test(part)));
}

function isSame(file: string, target: string): boolean {
  try {
    return realpathSync(file) === target;
  } catch {
    return false;
  }
}

/** The places of a program's names: the system's first, then those of the PATH. */
const placesOf = (names: readonly string[]): string[] =>
  ['/usr/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(path.delimiter)]
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((name) => path.join(folder, name)));

/** A path of a file that will lead to its successor, too: its own, or else one of its names in the usual places, if any. */
export function lastingPath(file: string, names: readonly string[]): string {
  const real = realpathSync(file);
  if (!isFleeting(real)) return real;
  return placesOf(names).find((place) => !isFleeting(place) && isSame(place, real)) ?? real;
}
