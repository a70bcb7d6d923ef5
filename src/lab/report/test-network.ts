import { messageOf } from '../../errors/index.ts';
import type { Address, FamilyName } from '../../net/index.ts';
import { type ByFamily, FAMILY_WORDS, familiesOf } from '../base/families.ts';
import type { LabNode, LabPod } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from '../base/parallel.ts';
import { finishedLab } from '../base/state.ts';
import { podAddresses } from '../pods/pods.ts';
import { dialFrom } from '../probe/dialer.ts';
import { openListener, type ProbeListener } from '../probe/listener.ts';
import { requireRoot } from '../requirements.ts';
import type { LabTestReport } from './reports.ts';
import { type DialDestination, type DialSource, judge, sumUp, type TestedPath } from './verdict.ts';

/** A pod or node that dials. */
interface Caller extends Omit<DialSource, 'address'> {
  readonly namespace: string;
  readonly addresses: ByFamily<Address>;
}

/** A pod to be dialled: the listener's port, or the reason why there is none. */
interface TestedPod {
  readonly name: string;
  readonly addresses: ByFamily<Address>;
  readonly listener?: ProbeListener;
  readonly error?: string;
}

/** The address and port of a tested pod in one family. */
interface Endpoint extends DialDestination {
  readonly port?: number;
  readonly error?: string;
}

/**
 * Tests the three rules of the Kubernetes network model in a lab: every pod and every node dials every pod over TCP, at
 * each of its addresses, and the pod reports the source address it saw. `probe` is the path of the bundled probe.
 */
export async function testLab(name: LabName, probe: string): Promise<LabTestReport> {
  requireRoot('lab test');
  const { lab, layout } = await finishedLab(name);
  const families = familiesOf(lab.networks);
  const pods = await Promise.all(
    layout.nodes.flatMap((node) => node.pods.map(async (pod) => podCaller(name, node, pod))),
  );
  const tested = await mapLimited(pods, PROCESSES_AT_A_TIME, async (pod) => startListener(name, pod, probe));
  try {
    const callers = [...pods, ...layout.nodes.map(nodeCaller)];
    const endpoints = families.flatMap((family) => tested.map((pod) => endpointOf(pod, family)));
    const paths = await mapLimited(callers, PROCESSES_AT_A_TIME, async (caller) => {
      const others = endpoints.filter((endpoint) => endpoint.name !== caller.name);
      return dialEndpoints(name, caller, others, probe);
    });
    return sumUp(name, families, paths.flat());
  } finally {
    for (const { listener } of tested) listener?.close();
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

/** Starts a pod's listener. If that fails, the paths to the pod fail, not the test. */
async function startListener(
  lab: LabName,
  { name, namespace, addresses }: Caller,
  probe: string,
): Promise<TestedPod> {
  try {
    return { name, addresses, listener: await openListener(lab, namespace, probe) };
  } catch (error) {
    return { name, addresses, error: messageOf(error) };
  }
}

function endpointOf({ name, addresses, listener, error }: TestedPod, family: FamilyName): Endpoint {
  const address = addresses[family];
  if (address === undefined)
    return { name, family, error: error ?? `it was given no ${FAMILY_WORDS[family]} address` };
  if (listener === undefined) return { name, family, address, error: error ?? 'it does not listen' };
  return { name, family, address, port: listener.port };
}

async function dialEndpoints(
  lab: LabName,
  { name, kind, namespace, addresses }: Caller,
  endpoints: readonly Endpoint[],
  probe: string,
): Promise<TestedPath[]> {
  const targets = endpoints.flatMap(({ address, port }) =>
    address === undefined || port === undefined ? [] : [{ address, port }],
  );
  const dialled = await dialFrom(lab, namespace, probe, targets).catch((error: unknown) => messageOf(error));
  return endpoints.map((endpoint) => {
    const own = addresses[endpoint.family];
    const source: DialSource = { name, kind, ...(own === undefined ? {} : { address: own }) };
    if (typeof dialled === 'string') return judge(source, endpoint, { error: dialled });
    const found = dialled.find(({ target }) => target === endpoint.address);
    return judge(source, endpoint, found ?? { error: endpoint.error ?? 'it was not dialled' });
  });
}
