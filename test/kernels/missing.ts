import { expect } from 'vitest';
import type { Machine } from '../machines/machine.ts';
import { assertSame, stateOf } from '../machines/node-state.ts';
import { inside, on } from './hosts.ts';
import { giveBack } from './modules.ts';

const NETWORK = '10.244.0.0/16';
const conf = (type: string, nft = true): string =>
  JSON.stringify({ Network: NETWORK, EnableNFTables: nft, Backend: { Type: type } });

const init = (netConf: string): string[] =>
  on('a', 'flannelctl', 'init', '--net-conf', netConf, '--node', 'a', '--yes');

async function assertRefused(machine: Machine, netConf: string, missing: RegExp): Promise<void> {
  const before = await stateOf(machine, inside('a'));
  const { exitCode, stderr, stdout } = await machine.run(init(netConf));
  expect([4, 69], stderr).toContain(exitCode);
  expect(`${stdout}${stderr}`).toMatch(missing);
  expect(`${stdout}${stderr}`).not.toMatch(/too old/);
  assertSame(await stateOf(machine, inside('a')), before, 'what was refused');
}

async function assertWorks(machine: Machine, netConf: string, said: RegExp): Promise<void> {
  const { stderr } = await machine.must(0, init(netConf));
  expect(stderr).toMatch(said);
  await machine.must(0, on('a', 'flannelctl', 'reset', '--yes'));
}

/** What can be missing, in an order in which less and less is: what the kernel has loaded it keeps. */
export const MISSING: Readonly<Record<string, (machine: Machine) => Promise<void>>> = {
  'no nf_tables: refused, with the module to load': async (machine) => {
    const status = await machine.run(on('a', 'flannelctl', 'status'));
    expect(`${status.stdout}${status.stderr}`).not.toMatch(/too old/);
    await assertRefused(machine, conf('host-gw'), /modprobe .*nf_tables/);
  },
  'nf_tables without nat: refused, with the module to load': async (machine) => {
    await giveBack(machine, 'nf_tables');
    await assertRefused(machine, conf('host-gw'), /modprobe .*nft_chain_nat/);
  },
  'no vxlan, no br_netfilter: host-gw with nft works': async (machine) => {
    await giveBack(machine, 'nft_chain_nat', 'nft_masq');
    await assertWorks(machine, conf('host-gw'), /br_netfilter/);
  },
  'no vxlan: vxlan is refused, with the module to load': async (machine) => {
    await assertRefused(machine, conf('vxlan'), /modprobe .*vxlan/);
    await giveBack(machine, 'vxlan');
  },
  'no br_netfilter: iptables is refused, with the module to load': async (machine) => {
    await assertRefused(machine, conf('host-gw', false), /modprobe .*br_netfilter/);
    await giveBack(machine, 'br_netfilter');
    await machine.sh('modprobe br_netfilter');
  },
};

export const WITHHELD = ['nf_tables', 'nft_chain_nat', 'nft_masq', 'vxlan', 'br_netfilter'];
