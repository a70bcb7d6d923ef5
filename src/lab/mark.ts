import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCode } from '../errors/index.ts';
import type { LabName } from './names.ts';
import { idFile } from './paths.ts';

/** Set in the environment of every process that is run for a lab, so that `lab down` finds those left behind. */
const LAB_MARK = 'FLANNELCTL_LAB';

/** Of labs that have been asked for, since a lab keeps its id. */
const known = new Map<LabName, string>();

/**
 * Gives a lab whose folder was just made an id: another container may have a lab of the same name, whose processes can
 * be seen here.
 */
export function makeId(lab: LabName): void {
  const id = randomBytes(8).toString('hex');
  writeFileSync(idFile(lab), `${id}\n`, { flag: 'wx' });
  known.set(lab, id);
}

/** The id of a lab; undefined if there is no such lab, or an earlier version made it. */
function idOf(lab: LabName): string | undefined {
  const id = known.get(lab) ?? readId(lab);
  if (id !== undefined) known.set(lab, id);
  return id;
}

function readId(lab: LabName): string | undefined {
  try {
    return /^[0-9a-f]{16}$/.exec(readFileSync(idFile(lab), 'utf8').trim())?.[0];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const markText = (lab: LabName): string => {
  const id = idOf(lab);
  return id === undefined ? lab : `${lab}:${id}`;
};

export const markOf = (lab: LabName): Record<string, string> => ({ [LAB_MARK]: markText(lab) });

/**
 * Tells by its environment whether a process is run for a lab: surely, where the lab's id is in it; where the lab has
 * none, perhaps, by its name.
 */
export function markIn(environ: string, lab: LabName): 'surely' | 'perhaps' | undefined {
  const mark = environ.split('\0').find((entry) => entry.startsWith(`${LAB_MARK}=`));
  const value = mark?.slice(LAB_MARK.length + 1);
  if (value === undefined) return undefined;
  if (idOf(lab) !== undefined) return value === markText(lab) ? 'surely' : undefined;
  return value === lab || value.startsWith(`${lab}:`) ? 'perhaps' : undefined;
}
