import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../errors/index.ts';
import type { LabName } from './names.ts';
import { idFile } from './paths.ts';

/** An environment variable of every process that runs for a lab, so that `lab down` finds processes left running. */
const LAB_VARIABLE = 'FLANNELCTL_LAB';

/** The ids of labs read so far. A lab never changes its id. */
const knownIds = new Map<LabName, string>();

/**
 * Generates the id of a new lab. The name is not enough, because another container may have a lab of the same name
 * whose processes are visible here.
 */
export function createLabId(lab: LabName): void {
  const id = randomBytes(8).toString('hex');
  writeFileSync(idFile(lab), `${id}\n`, { flag: 'wx' });
  knownIds.set(lab, id);
}

/** The id of a lab; undefined if there is no such lab, or an earlier version created it. */
function idOf(lab: LabName): string | undefined {
  const id = knownIds.get(lab) ?? readId(lab);
  if (id !== undefined) knownIds.set(lab, id);
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

const variableText = (lab: LabName): string => {
  const id = idOf(lab);
  return id === undefined ? lab : `${lab}:${id}`;
};

/** The environment that marks a process as one of a lab. */
export const labEnvironment = (lab: LabName): Record<string, string> => ({
  [LAB_VARIABLE]: variableText(lab),
});

/**
 * Tells from its environment whether a process runs for a lab: `surely` if it has the lab's id, `perhaps` if the lab
 * has no id and only the name matches.
 */
export function matchEnvironment(environ: string, lab: LabName): 'surely' | 'perhaps' | undefined {
  const mark = environ.split('\0').find((entry) => entry.startsWith(`${LAB_VARIABLE}=`));
  const value = mark?.slice(LAB_VARIABLE.length + 1);
  if (value === undefined) return undefined;
  if (idOf(lab) !== undefined) return value === variableText(lab) ? 'surely' : undefined;
  return value === lab || value.startsWith(`${lab}:`) ? 'perhaps' : undefined;
}
