import type { Machine } from '../../machines/machine.ts';
import type { Ports } from './client.ts';
import { decode, encode, type Message } from './protobuf.ts';

const SCRIPT = '/flannelctl/test/userlands/clients/cri-call.cjs';

/** Field numbers are those of the CRI's api.proto, runtime.v1. */
async function call(node: Machine, method: string, message: Message): Promise<Buffer> {
  const { stdout } = await node.must(0, ['node', SCRIPT, method, encode(message).toString('base64')]);
  return Buffer.from(stdout, 'base64');
}

const partsOf = (message: Buffer, field: number): Buffer[] =>
  [...decode(message)].flatMap(([number, value]) =>
    number === field && Buffer.isBuffer(value) ? [value] : [],
  );

const partOf = (message: Buffer, field: number): Buffer => {
  const [part] = partsOf(message, field);
  if (part === undefined) throw new Error(`the reply has no field ${field}`);
  return part;
};

/** The conditions that are true of a runtime: RuntimeReady, NetworkReady. */
export async function conditions(node: Machine): Promise<string[]> {
  const status = partOf(await call(node, 'Status', []), 1);
  return partsOf(status, 1)
    .filter((condition) => [...decode(condition)].some(([field, value]) => field === 2 && value === 1))
    .map((condition) => partOf(condition, 1).toString());
}

export async function runPodSandbox(node: Machine, { containerPort, hostPort }: Ports): Promise<string> {
  const metadata: Message = [
    [1, 'pod'],
    [2, 'uid'],
    [3, 'default'],
  ];
  const portMapping: Message = [
    [2, containerPort],
    [3, hostPort],
  ];
  const config: Message = [
    [1, metadata],
    [5, portMapping],
  ];
  return partOf(await call(node, 'RunPodSandbox', [[1, config]]), 1).toString();
}

/** The file of a sandbox's network namespace, of what only a verbose answer has. */
export async function netnsOf(node: Machine, id: string): Promise<string> {
  const reply = await call(node, 'PodSandboxStatus', [
    [1, id],
    [2, 1],
  ]);
  const { runtimeSpec } = JSON.parse(partOf(partOf(reply, 2), 2).toString()) as {
    runtimeSpec: { linux: { namespaces: { type: string; path?: string }[] } };
  };
  const path = runtimeSpec.linux.namespaces.find(({ type }) => type === 'network')?.path;
  if (path === undefined) throw new Error(`sandbox ${id} has no network namespace of its own`);
  return path;
}

/** Stops and removes a sandbox, as the kubelet does. */
export async function removePodSandbox(node: Machine, id: string): Promise<void> {
  await call(node, 'StopPodSandbox', [[1, id]]);
  await call(node, 'RemovePodSandbox', [[1, id]]);
}
