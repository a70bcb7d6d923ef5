import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { onTerminal } from '../../support/cli/terminal.ts';
import { freshHost } from '../../support/host/netns.ts';
import {
  changesOf,
  ENGINES,
  expectExit,
  initArgs,
  initN1,
  lines,
  netConf,
  PEER2,
  peerFlags,
  RECORD,
} from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';

/** The calls that change a host; the rehearsal in a throw-away namespace is `unshare`'s. */
const CHANGING = /^(ip|bridge) -batch|^nft -f|-restore|^ip netns/;

/** The line that follows a heading in what init prints. */
function lineAfter(heading: string, stdout: string): string[] {
  const line = stdout.split(`${heading}\n\n  `)[1]?.split('\n')[0] ?? '';
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1);
}

describe('init', () => {
  test.for(ENGINES)('with %s builds what it says, and says so', async ([, conf]) => {
    const host = await freshHost();
    const said = await changesOf(host, ...initArgs(conf), '--dry-run');
    const { stdout } = await initN1(host, conf);
    expect(stdout).toContain(`${said.counts.create} to create, 1 to change, ${said.unchanged} match`);
    expect(stdout).toContain('Done. Verified: the host matches the configuration.');
    const links = await host.sh('ip -br link');
    expect(links).toMatch(/^flannel\.1 /m);
    expect(links).toMatch(/^cni0 /m);
    const routes = await host.sh('ip route');
    expect(routes).toMatch(
      /^10\.244\.2\.0\/24 nhid 1174405122 via 10\.244\.2\.0 dev flannel\.1 proto 140 onlink/m,
    );
    expect(routes).toMatch(/^10\.244\.3\.0\/24 nhid 1174405123 /m);
    expect((await changesOf(host, 'diff')).unchanged).toBe(said.counts.create + 1 + said.unchanged);
  });

  test.for([
    ['vxlan', 'vxlan', 1450],
    ['host-gw', 'host-gw', 1500],
  ] as const)(
    "with %s makes a bridge that keeps its MTU when the last pod's port has gone",
    async ([, type, mtu]) => {
      const host = await freshHost();
      await initN1(host, netConf({ Backend: { Type: type } }));
      await host.sh('ip link add pod0 mtu 1400 master cni0 type veth peer name pod1');
      await host.sh('ip link delete pod0');
      expect(await host.sh('cat /sys/class/net/cni0/mtu')).toBe(`${mtu}`);
      expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    },
  );

  test.for(ENGINES)(
    'run again with %s finds nothing to change and runs nothing that changes',
    async ([, conf]) => {
      const host = await freshHost();
      await initN1(host, conf);
      const record = path.join(host.root, RECORD);
      const [before, { ino }] = [await snapshot(host), await stat(record)];
      const { via, calls } = await wrapTools();
      const { stdout } = await initN1(host, conf, [], { via });
      expect(stdout).toContain('No changes. The host matches the configuration.');
      expect(stdout).not.toContain('On the next node');
      const made = await calls();
      expect(made.filter((call) => call.startsWith('unshare '))).toEqual([]);
      expect(made.filter((call) => CHANGING.test(call))).toEqual([]);
      expect(await snapshot(host)).toEqual(before);
      expect((await stat(record)).ino).toBe(ino);
    },
  );

  test('the log of calls would show the changes of a first run', async () => {
    const host = await freshHost();
    const { via, calls } = await wrapTools();
    await initN1(host, netConf(), [], { via });
    const changing = (await calls()).filter((call) => CHANGING.test(call));
    expect(changing).toEqual([
      'ip -batch -',
      'ip -batch -',
      'nft -f -',
      'ip -batch -',
      'bridge -batch -',
      'ip -batch -',
    ]);
  });

  test('with --dry-run changes nothing and keeps no record, and prints the commands when asked', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--dry-run', '--show-commands']), 0);
    expect(stdout).toContain('ip link add name flannel.1 group 17996 address 0e:2a:0a:f4:01:01 mtu 1450');
    expect(stdout).not.toContain('Done');
    expect(await snapshot(host)).toEqual(before);
  });

  test('prints the commands it then runs', async () => {
    const host = await freshHost();
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--dry-run', '--show-commands']), 0);
    const batch = [...stdout.matchAll(/^ip (.*)$/gm)].map(([, line]) => line).join('\n');
    const fdb = [...stdout.matchAll(/^bridge (.*)$/gm)].map(([, line]) => line).join('\n');
    await host.sh('ip -batch -', `${batch}\n`);
    await host.sh('bridge -batch -', `${fdb}\n`);
    const left = await changesOf(host, ...initArgs(), '--dry-run');
    const kinds = new Set(left.changes.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['file', 'ruleset', 'sysctl']);
  });
});

describe('a bridge cni0 that the CNI plugin made before init', () => {
  test('is adopted where it has only the address that ours would have', async () => {
    const host = await freshHost();
    await host.sh('ip link add cni0 type bridge');
    await host.sh('ip address add 10.244.1.1/24 brd + dev cni0');
    await host.sh('ip link set cni0 up');
    const mac = await host.sh('cat /sys/class/net/cni0/address');
    const { stdout } = await initN1(host);
    expect(stdout).toContain('= link cni0 mtu 1450 type bridge: mtu 1500 → 1450');
    expect(await host.sh('cat /sys/class/net/cni0/address')).toBe(mac);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip -br link')).not.toContain('cni0');
  });

  test('is given back as it was where init fails', async () => {
    const host = await freshHost();
    await host.sh('ip link add cni0 type bridge');
    await host.sh('ip link set cni0 up');
    const before = await snapshot(host);
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(3));
    expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 5);
    expect(await snapshot(host)).toEqual(before);
  });
});

describe('the lines that init prints', () => {
  test('set up the next node, and make it known to the first', async () => {
    const [one, two] = [await freshHost('192.168.77.1'), await freshHost('192.168.77.2')];
    const first = await one.flannelctl(['init', '--net-conf', netConf(), '--node', 'n1', '--yes']);
    const next = lineAfter('On the next node:', expectExit(first, 0).stdout);
    const second = expectExit(await two.flannelctl([...next, '--node', 'n2', '--yes']), 0);
    expect(second.stdout).toContain('n2: 10.244.2.0/24 of 10.244.0.0/16');
    expect(await two.sh('ip route')).toMatch(/^10\.244\.1\.0\/24 nhid/m);
    const told = lineAfter('On the nodes that are there already:', second.stdout);
    const found = await changesOf(one, ...told, '--yes');
    expect(lines(found)).toEqual([
      'create neigh 10.244.2.0 lladdr 0e:2a:0a:f4:02:01 dev flannel.1 nud permanent',
      'create fdb 0e:2a:0a:f4:02:01 dev flannel.1 dst 192.168.77.2 self permanent',
      'create nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
      'create route 10.244.2.0/24 nhid 1174405122',
    ]);
    expect(found.changes.map(({ peer }) => peer)).toEqual(['n2', 'n2', 'n2', 'n2']);
  });

  test('follow the nodes that came and the network that changed', async () => {
    const [one, two] = [await freshHost('192.168.77.1'), await freshHost('192.168.77.2')];
    const told = [
      '--net-conf',
      netConf(),
      '--peer',
      'n1=192.168.77.1,10.244.1.0/24',
      '--node',
      'n2',
      '--yes',
    ];
    expectExit(await one.flannelctl(['init', '--net-conf', netConf(), '--node', 'n1', '--yes']), 0);
    expectExit(await two.flannelctl(['join', ...told]), 0);
    const learnt = await one.flannelctl(['join', '--peer', 'n2=192.168.77.2,10.244.2.0/24', '--yes']);
    expect(learnt.stdout).not.toContain('On the nodes that are there already');
    expect(lineAfter('On the next node:', learnt.stdout)).toContain('n2=192.168.77.2,10.244.2.0/24');
    const other = netConf({ Network: '10.245.0.0/16', Backend: { Type: 'vxlan', VNI: 7 } });
    const moved = expectExit(await one.flannelctl(['join', '--net-conf', other, '--yes']), 0);
    const line = lineAfter('On the nodes that are there already:', moved.stdout);
    expectExit(await two.flannelctl([...line, '--yes']), 0);
    expect(await two.sh('ip route')).toMatch(
      /^10\.245\.1\.0\/24 nhid \d+ via 10\.245\.1\.0 dev flannel\.7 /m,
    );
  });

  test('are none for who is alone, which join says', async () => {
    const host = await freshHost();
    const join = ['join', '--net-conf', netConf(), '--node', 'n2', '--dry-run'];
    expect(expectExit(await host.flannelctl(join), 0).stderr).toContain('no peer is known');
    const init = ['init', ...join.slice(1)];
    expect(expectExit(await host.flannelctl(init), 0).stderr).not.toContain('no peer is known');
  });

  test('carry the net-conf, the CNI type and the masquerading the node was told', async () => {
    const host = await freshHost();
    const conf = netConf({ Backend: { Type: 'vxlan', VNI: 42, Port: 4789 } });
    const flags = ['--no-ip-masq', '--cni-type', 'flannel', ...peerFlags(`${PEER2},0e:2a:00:00:00:01`)];
    const { join } = await changesOf(host, 'init', '--net-conf', conf, '--node', 'n1', '--yes', ...flags);
    expect(join?.next).toBe(
      `flannelctl join --net-conf '${conf}' --peer n1=192.168.77.1,10.244.1.0/24 ` +
        `--peer ${PEER2},0e:2a:00:00:00:01 --no-ip-masq --cni-type flannel`,
    );
    expect(join?.peers).toBe('flannelctl join --peer n1=192.168.77.1,10.244.1.0/24');
  });
});

describe('the question', () => {
  test('is an error without a terminal: 64, and nothing is changed', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { stdout, stderr } = expectExit(await host.flannelctl(initArgs()), 64);
    expect(stdout).toContain('+ link flannel.1');
    expect(stderr).toContain('--yes');
    expect(await snapshot(host)).toEqual(before);
  });

  test.for([
    ['y', 'y\r', 0, true],
    ['n', 'n\r', 1, false],
    ['Enter', '\r', 1, false],
    ['Ctrl-C', '\u0003', 130, false],
  ] as const)('answered with %s on a terminal', async ([, typed, exitCode, isMade]) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const found = await onTerminal(host, initArgs(), 'Make these changes?', typed);
    expect(found.exitCode, found.shown).toBe(exitCode);
    expect(found.shown).not.toMatch(/not foreseen| {4}at /);
    if (isMade) await changesOf(host, 'status', '--no-probe');
    else expect(await snapshot(host)).toEqual(before);
  });
});
