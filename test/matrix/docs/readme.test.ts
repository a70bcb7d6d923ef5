import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { test } from 'vitest';
import { type Cluster, recordedCluster } from '../../support/adopt/clusters.ts';
import { type FlannelHost, withFlannelHost } from '../../support/adopt/flannel-host.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { bootMachine, connect, type Machine, machineOn, putFlannelctl } from '../../support/docs/machine.ts';
import { expectPage } from '../../support/docs/page.ts';

/** Puts a copy of the repository where commands are typed, with the packages that npm has installed. */
async function putRepository({ folder }: Machine): Promise<void> {
  const copy = `git ls-files -z | xargs -0 cp --parents -t "$0" && cp -al node_modules "$0"`;
  await execa('sh', ['-c', copy, folder], { cwd: REPOSITORY });
}

/** A kubectl that prints the nodes and flannel's net-conf of a cluster. */
async function putKubectl({ bin }: Machine, { kubectl, netConf }: Cluster): Promise<void> {
  const nodes = kubectl.replaceAll('"n1"', '"worker-1"').replaceAll('"peer0"', '"worker-2"');
  await writeFile(path.join(bin, 'nodes'), nodes);
  await writeFile(path.join(bin, 'configmap'), netConf);
  const script = `#!/bin/sh
case "$*" in
  'get nodes -o json') cat "\${0%/*}/nodes" ;;
  '-n kube-flannel get configmap kube-flannel-cfg '*) cat "\${0%/*}/configmap" ;;
  *) exit 1 ;;
esac
`;
  await writeFile(path.join(bin, 'kubectl'), script, { mode: 0o755 });
}

/** The node at the other end of the uplink of a host, which answers ping. */
async function bootPeer({ sh }: FlannelHost, address: string): Promise<void> {
  const { pid, type } = await bootMachine('worker-2');
  await sh(`ip link set eth0-far netns ${pid}`);
  await type(`ip address add ${address} dev eth0-far && ip link set eth0-far up`);
}

test('each command of the README prints what the README shows', async () => {
  const cluster = await recordedCluster('vxlan-nft-pods');
  await withFlannelHost(cluster.host, async (host) => {
    const [desk, n1, n2] = [await bootMachine('desk'), await bootMachine('n1'), await bootMachine('n2')];
    const worker = await machineOn(host, 'worker-1');
    await bootPeer(host, '10.200.0.2/24');
    await connect([n1, n2]);
    await putFlannelctl(n1, n2, worker);
    await putRepository(desk);
    await putKubectl(worker, cluster);
    await expectPage('README.md', { '': desk, n1, n2, 'worker-1': worker });
  });
});
