import { expect } from 'vitest';
import type { Machine } from '../machines/machine.ts';
import { giveBack } from './modules.ts';

const NETWORK = '10.244.0.0/16';
const conf = (type: string, nft = true): string =>
  JSON.stringify({ Network: NETWORK, EnableNFTables: nft, Backend: { Type: type } });

const inHost = (...command: string[]): string[] => ['ip', 'netns', 'exec', 'host', 'flannelctl', ...command];
const init = (netConf: string): string[] => inHost('init', '--net-conf', netConf, '--node', 'a', '--yes');

/** A host with an uplink, on which nothing of flannelctl's is. */
export async function makeHost(machine: Machine): Promise<void> {
  await machine.sh(
    'ip netns add host; ip link add far type veth peer name eth0 netns host; ip link set far up; ' +
      'ip -n host link set lo up; ip -n host link set eth0 up; ip -n host address add 192.168.9.1/24 dev eth0; ' +
      'ip -n host route add default via 192.168.9.254',
  );
}

async function assertRefused(machine: Machine, netConf: string, missing: RegExp): Promise<void> {
  const links = 'ip -n host -o link | cut -d" " -f2';
  const before = await machine.sh(links);
  const { exitCode, stderr, stdout } = await machine.run(init(netConf));
  expect([4, 69], stderr).toContain(exitCode);
  expect(`${stdout}${stderr}`).toMatch(missing);
  expect(`${stdout}${stderr}`).not.toMatch(/too old/);
  expect(await machine.sh(links)).toBe(before);
}

async function assertWorks(machine: Machine, netConf: string, said?: RegExp): Promise<void> {
  const { stderr } = await machine.must(0, init(netConf));
  if (said !== undefined) expect(stderr).toMatch(said);
  await machine.must(0, inHost('reset', '--yes'));
}

/** What can be missing, in an order in which less and less is: what the kernel has loaded it keeps. */
export const MISSING: Readonly<Record<string, (machine: Machine) => Promise<void>>> = {
  'no nf_tables: refused, with the module to load': async (machine) => {
    const status = await machine.run(inHost('status'));
    expect(`${status.stdout}${status.stderr}`).not.toMatch(/too old/);
    await assertRefused(machine, conf('host-gw'), /modprobe .*nf_tables/);
  },
  'nf_tables without nat: refused, with the module to load': async (machine) => {
    await giveBack(machine, 'nf_tables');
    await assertRefused(machine, conf('host-gw'), /modprobe .*nft_chain_nat/);
  },
  'no vxlan: host-gw works': async (machine) => {
    await giveBack(machine, 'nft_chain_nat', 'nft_masq');
    await assertWorks(machine, conf('host-gw'));
  },
  'no vxlan: vxlan is refused, with the module to load': async (machine) => {
    await assertRefused(machine, conf('vxlan'), /modprobe .*vxlan/);
    await giveBack(machine, 'vxlan');
  },
  'no br_netfilter: nft works': async (machine) => assertWorks(machine, conf('host-gw'), /br_netfilter/),
  'no br_netfilter: iptables is refused, with the module to load': async (machine) => {
    await assertRefused(machine, conf('host-gw', false), /modprobe .*br_netfilter/);
    await giveBack(machine, 'br_netfilter');
    await machine.sh('modprobe br_netfilter');
  },
};

export const WITHHELD = ['nf_tables', 'nft_chain_nat', 'nft_masq', 'vxlan', 'br_netfilter'];
