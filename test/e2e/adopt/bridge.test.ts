import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { bridgeOf, flannelByHand } from '../../support/adopt/by-hand.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { CONFLIST, expectExit, initN1, readIn } from '../../support/host/node.ts';

const conf = (delegate: object): object => ({
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [{ type: 'flannel', delegate }],
});

const addressesOf = async ({ sh }: Host): Promise<string> => sh('ip -4 -brief address show');

describe('pods are on', () => {
  test('the bridge that the CNI conf names, from the first to the last', async () => {
    const host = await freshHost();
    await writeFile(`${host.root}/conf`, JSON.stringify(conf({ bridge: 'kbr0' })));
    await initN1(host, undefined, ['--cni-conf', `${host.root}/conf`]);
    expect(await addressesOf(host)).toMatch(/^kbr0 +DOWN +10\.244\.1\.1\/24/m);
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expect(stdout).toContain('10.244.1.0/24 of 10.244.0.0/16 on kbr0, mtu 1450');
    await host.sh('ip link add pod0 type veth peer name pod1');
    await host.sh('ip link set pod0 master kbr0');
    const { stderr } = expectExit(await host.flannelctl(['reset', '--yes', '--accept-loss']), 0);
    expect(stderr).toContain('1 pod(s) are still attached to kbr0');
    expect(await addressesOf(host)).not.toMatch(/kbr0|cni0/);
  });

  test('kbr0 where flannel’s conf named it before the takeover', async () => {
    const host = await flannelByHand({ conf: conf({ bridge: 'kbr0' }), more: bridgeOf('kbr0') });
    expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
    expect(await addressesOf(host)).toMatch(/^kbr0 .* 10\.244\.1\.1\/24/m);
    expect(await addressesOf(host)).not.toContain('cni0');
    expect(await host.sh('ip link show kbr0')).toContain('group 17996');
  });

  test('docker0 where Docker has the subnet: it is used and left as it is', async () => {
    const host = await flannelByHand({ more: bridgeOf('docker0') });
    const before = await host.sh('ip link show docker0');
    const { stdout: shown } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
    expect(shown).toContain('n1: 10.244.1.0/24 of 10.244.0.0/16 on docker0, vxlan');
    expect(await addressesOf(host)).not.toContain('cni0');
    expect(await readIn(host, CONFLIST)).toContain('"bridge": "docker0"');
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip link show docker0')).toBe(before);
    expect(await addressesOf(host)).toMatch(/^docker0 .* 10\.244\.1\.1\/24/m);
  });
});
