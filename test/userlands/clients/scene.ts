import type { Client, Ports } from './client.ts';
import { type Cluster, twoNodes } from './cluster.ts';
import type { Asker } from './traffic.ts';

/** The port of the image's program (prepare.sh), and that of the node. */
export const PORTS: Ports = { containerPort: 8080, hostPort: 18080 };

/** A client at work on two nodes. */
export interface Scene {
  readonly cluster: Cluster;
  /** The client's. */
  readonly version: string;
  readonly n1: Asker;
  readonly n2: Asker;
  /** A pod on n1, and one on n2. */
  readonly pod1: Required<Asker>;
  readonly pod2: Required<Asker>;
}

/** Sets up two nodes by flannelctl, and adds a pod to each by a client. */
export async function setTheScene(client: Client, netConf: object): Promise<Scene> {
  const cluster = await twoNodes(await client.install(), netConf);
  try {
    const [n1, n2] = cluster.nodes;
    const version = await client.start(n1);
    await client.start(n2);
    const pod1 = { node: n1, pod: await client.addPod(n1, PORTS) };
    const pod2 = { node: n2, pod: await client.addPod(n2, PORTS) };
    return { cluster, version, n1: { node: n1 }, n2: { node: n2 }, pod1, pod2 };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
