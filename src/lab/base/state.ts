import { mkdir, stat } from 'node:fs/promises';
import { errorCode, Failure } from '../../errors/index.ts';
import type { LabState as StateDocument } from '../../generated/types.d.ts';
import { validateLabState } from '../../generated/validators.js';
import { listFolder, readText, writeAtomically } from '../../host/index.ts';
import { type Prefix, parsePrefix } from '../../net/index.ts';
import { jsonText } from '../../text/index.ts';
import { createLabId } from './environment.ts';
import { type ByFamily, familiesOf, mapFamilies } from './families.ts';
import { type LabSize, type Layout, layoutOf } from './layout.ts';
import { type LabName, nameFlag, parseLabName } from './names.ts';
import { listNamespaces } from './namespaces.ts';
import type { LabNetwork } from './network.ts';
import { LABS, labFolder, stateFile } from './paths.ts';
import type { ProcessId } from './processes.ts';

/** A lab as requested. */
export interface Lab extends LabSize, LabNetwork {
  readonly name: LabName;
  /** The store whose leases the nodes follow by `flannelctl agent`; absent: they were set up by init and join. */
  readonly store?: 'etcd' | 'kubernetes';
  /** False until `lab up` has finished. */
  readonly finished: boolean;
  /** The process of `lab up`. */
  readonly builder: ProcessId;
}

/** Creates the lab's folder; false if it exists already. If two `lab up` run at the same time, one gets true. */
export async function claimFolder(lab: LabName): Promise<boolean> {
  await mkdir(LABS, { recursive: true });
  try {
    await mkdir(labFolder(lab));
    createLabId(lab);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

export const hasFolder = async (lab: LabName): Promise<boolean> =>
  stat(labFolder(lab)).then(
    () => true,
    () => false,
  );

/** Replaces a lab's state file. */
export async function writeLab({ members, ...lab }: Lab): Promise<void> {
  const document: StateDocument = {
    kind: 'LabState',
    ...lab,
    underlays: [...lab.underlays],
    ...(members && { members: members.map(({ node, pods }) => ({ node, pods: [...pods] })) }),
  };
  await writeAtomically(stateFile(lab.name), `${jsonText(document, 2)}\n`, 0o644);
}

/** Reads a lab's state file; undefined if there is none or it is unreadable. */
export async function readLab(name: LabName): Promise<Lab | undefined> {
  const text = await readText(stateFile(name));
  const document = text === undefined ? undefined : parseState(text);
  if (document === undefined) return undefined;
  const { kind: _, ...remembered } = document;
  const networks = prefixesOf(document.networks);
  const underlays = document.underlays.map(prefixesOf);
  const isWhole = [networks, ...underlays].every((prefixes) => familiesOf(prefixes).length > 0);
  return isWhole ? { ...remembered, name, networks, underlays } : undefined;
}

const prefixesOf = (texts: ByFamily<string>): ByFamily<Prefix> => mapFamilies(texts, parsePrefix);

function parseState(text: string): StateDocument | undefined {
  try {
    const document = migrateState(JSON.parse(text));
    return validateLabState(document) ? (document as StateDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** Converts the state file of an earlier version, which had one underlay, IPv4 and vxlan. */
function migrateState(document: Record<string, unknown>): object {
  const { underlay, network, ...rest } = document;
  if (underlay === undefined) return document;
  return {
    ...rest,
    underlays: [{ ipv4: underlay }],
    networks: { ipv4: network },
    backend: { type: 'vxlan', directRouting: false },
  };
}

/** An existing lab with its members; throws a Failure `usage` if there is none. */
export async function existingLab(name: LabName): Promise<{ lab: Lab; layout: Layout }> {
  const lab = await readLab(name);
  if (lab !== undefined) return { lab, layout: layoutOf(name, lab) };
  const left = await listNamespaces(name);
  if (left.length > 0) throw unfinishedFailure(name);
  const others = (await labNames())
    .filter((other) => other !== name)
    .map((other) => `"${other}" (--name ${other})`);
  const hint = others.length === 0 ? '' : ` There is a lab ${others.join(', ')}.`;
  throw new Failure('usage', `there is no lab "${name}"`, {
    hint: `Make one: flannelctl lab up${nameFlag(name)}.${hint}`,
  });
}

/** A lab whose `lab up` has finished; throws a Failure `usage` otherwise. */
export async function finishedLab(name: LabName): Promise<{ lab: Lab; layout: Layout }> {
  const found = await existingLab(name);
  if (!found.lab.finished) throw unfinishedFailure(name);
  return found;
}

const unfinishedFailure = (name: LabName): Failure =>
  new Failure(
    'usage',
    `the lab "${name}" is not complete: its \`lab up\` was cut short or is still at work`,
    {
      hint: `Take down what there is: flannelctl lab down${nameFlag(name)}`,
    },
  );

/** The labs on this machine, by name. */
export const labNames = async (): Promise<LabName[]> =>
  (await listFolder(LABS)).toSorted().flatMap((name) => parseLabName(name) ?? []);
