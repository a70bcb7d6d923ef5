import { messageOf } from '../errors/index.ts';
import type { LabTestDocument } from '../generated/types.d.ts';
import type { Address } from '../net/index.ts';
import { type ByFamily, FAMILY_WORDS, type FamilyName, familiesOf } from './families.ts';
import type { LabNode, LabPod } from './layout.ts';
import type { LabName } from './names.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { podAddresses } from './pods.ts';
import { dialFrom } from './probe/dialer.ts';
import { type Listener, openListener } from './probe/listener.ts';
import { requireRoot } from './requirements.ts';
import { finishedLab } from './state.ts';
import { type Destination, judge, type Path, type Source, sumUp } from './verdict.ts';

/** A pod or node that dials. */
interface Caller extends Omit<Source, 'address'> {
  readonly namespace: string;
  readonly addresses: ByFamily<Address>;
}

/** A pod that is to be reached: by which port, or why that can't be. */
interface Goal {
  readonly name: string;
  readonly addresses: ByFamily<Address>;
  readonly listener?: Listener;
  readonly error?: string;
}

/** A goal over one family. */
interface Door extends Destination {
  readonly port?: number;
  readonly error?: string;
}

/**
 * Proves the three rules of the Kubernetes network model in a lab: every pod is reached over TCP from every other pod
 * and from every node, by each of its addresses, and says which address it saw. `probe` is the path of the bundled probe.
 */
export async function testLab(name: LabName, probe: string): Promise<LabTestDocument> {
  requireRoot('lab test');
  const { lab, layout } = await finishedLab(name);
  const families = familiesOf(lab.networks);
  const pods = await Promise.all(
    layout.nodes.flatMap((node) => node.pods.map(async (pod) => podCaller(name, node, pod))),
  );
  const goals = await mapLimited(pods, PROCESSES_AT_A_TIME, async (pod) => openGoal(name, pod, probe));
  try {
    const callers = [...pods, ...layout.nodes.map(nodeCaller)];
    const doors = families.flatMap((family) => goals.map((goal) => doorOf(goal, family)));
    const paths = await mapLimited(callers, PROCESSES_AT_A_TIME, async (caller) => {
      const others = doors.filter((door) => door.name !== caller.name);
      return callAll(name, caller, others, probe);
    });
    return sumUp(name, families, paths.flat());
  } finally {
    for (const { listener } of goals) listener?.close();
  }
}

const podCaller = async (lab: LabName, node: LabNode, pod: LabPod): Promise<Caller> => ({
  ...pod,
  kind: 'pod',
  addresses: await podAddresses(lab, node, pod),
});

const nodeCaller = ({ name, namespace, addresses }: LabNode): Caller => ({
  name,
  kind: 'node',
  namespace,
  addresses,
});

/** A pod in which no probe can be started makes its paths fail, not the test. */
async function openGoal(lab: LabName, { name, namespace, addresses }: Caller, probe: string): Promise<Goal> {
  try {
    return { name, addresses, listener: await openListener(lab, namespace, probe) };
  } catch (error) {
    return { name, addresses, error: messageOf(error) };
  }
}

function doorOf({ name, addresses, listener, error }: Goal, family: FamilyName): Door {
  const address = addresses[family];
  if (address === undefined)
    return { name, family, error: error ?? `it was given no ${FAMILY_WORDS[family]} address` };
  if (listener === undefined) return { name, family, address, error: error ?? 'it does not listen' };
  return { name, family, address, port: listener.port };
}

async function callAll(
  lab: LabName,
  { name, kind, namespace, addresses }: Caller,
  doors: readonly Door[],
  probe: string,
): Promise<Path[]> {
  const targets = doors.flatMap(({ address, port }) =>
    address === undefined || port === undefined ? [] : [{ address, port }],
  );
  const dialled = await dialFrom(lab, namespace, probe, targets).catch((error: unknown) => messageOf(error));
  return doors.map((door) => {
    const own = addresses[door.family];
    const source: Source = { name, kind, ...(own === undefined ? {} : { address: own }) };
    if (typeof dialled === 'string') return judge(source, door, { error: dialled });
    const found = dialled.find(({ target }) => target === door.address);
    return judge(source, door, found ?? { error: door.error ?? 'it was not dialled' });
  });
}
