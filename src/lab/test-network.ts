import { messageOf } from '../errors/index.ts';
import type { LabTestDocument } from '../generated/types.d.ts';
import type { LabNode, LabPod } from './layout.ts';
import type { LabName } from './names.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { podAddress } from './pods.ts';
import { dialFrom } from './probe/dialer.ts';
import { type Listener, openListener } from './probe/listener.ts';
import type { Dialled } from './probe/protocol.ts';
import { requireRoot } from './requirements.ts';
import { finishedLab } from './state.ts';
import { judge, type Path, sumUp } from './verdict.ts';

/** A pod that is to be reached: where, or why that can't be. */
interface Goal {
  readonly name: string;
  readonly address: string;
  readonly listener?: Listener;
  readonly error?: string;
}

/** A pod or node that dials. */
interface Caller {
  readonly name: string;
  readonly namespace: string;
  readonly address?: string;
}

/**
 * Proves the three rules of the Kubernetes network model in a lab: every pod is reached over TCP from every other pod
 * and from every node, and says which address it saw. `probe` is the path of the bundled probe.
 */
export async function testLab(name: LabName, probe: string): Promise<LabTestDocument> {
  requireRoot('lab test');
  const { layout } = await finishedLab(name);
  const pods = await Promise.all(
    layout.nodes.flatMap((node) => node.pods.map(async (pod) => called(name, node, pod))),
  );
  const goals = await mapLimited(pods, PROCESSES_AT_A_TIME, async (pod) => openGoal(name, pod, probe));
  try {
    const callers: Caller[] = [
      ...pods,
      ...layout.nodes.map((node) => ({ name: node.name, namespace: node.namespace })),
    ];
    const paths = await mapLimited(callers, PROCESSES_AT_A_TIME, async (caller) =>
      callAll(name, caller, goals, probe),
    );
    return sumUp(name, paths.flat());
  } finally {
    for (const { listener } of goals) listener?.close();
  }
}

const called = async (lab: LabName, node: LabNode, pod: LabPod): Promise<Required<Caller>> => ({
  ...pod,
  address: (await podAddress(lab, node, pod)) ?? 'no address',
});

/** A pod in which no probe can be started makes its paths fail, not the test. */
async function openGoal(
  lab: LabName,
  { name, namespace, address }: Required<Caller>,
  probe: string,
): Promise<Goal> {
  try {
    return { name, address, listener: await openListener(lab, namespace, probe) };
  } catch (error) {
    return { name, address, error: messageOf(error) };
  }
}

async function callAll(lab: LabName, caller: Caller, goals: readonly Goal[], probe: string): Promise<Path[]> {
  const others = goals.filter(({ name }) => name !== caller.name);
  const targets = others.flatMap(({ name, address, listener }) =>
    listener === undefined ? [] : [{ name, address, port: listener.port }],
  );
  const failed = (error: string): Dialled => ({ target: caller.name, error });
  const dialled = await dialFrom(lab, caller.namespace, probe, targets).catch((error: unknown) =>
    messageOf(error),
  );
  return others.map((goal) => {
    const found =
      typeof dialled === 'string' ? failed(dialled) : dialled.find(({ target }) => target === goal.name);
    return judge(caller, goal, found ?? failed(goal.error ?? 'it was not dialled'));
  });
}
