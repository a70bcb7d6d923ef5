import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../../src/backends/index.ts';
import type { CheckedNode } from '../../../../src/checks/check.ts';
import { kernel } from '../../../../src/checks/kernel/kernel.ts';
import { diff } from '../../../../src/state/index.ts';
import { EXAMPLE } from '../../../support/example-node.ts';
import { NONE_OURS } from '../../../support/model/arbitraries.ts';
import { found, NODE } from '../support.ts';

/** What a tool says of a line. */
type Refused = { readonly tool: string; readonly line?: string; readonly said: string };

/** The example's node before anything is made. */
const nodeOf = (engine: 'nft' | 'iptables'): CheckedNode => {
  const network = { ...EXAMPLE, engine };
  return { ...NODE, network, diff: diff(desiredState(network), [], NONE_OURS) };
};

const findingsOf = async (
  engine: 'nft' | 'iptables',
  refused: { readonly links?: readonly Refused[]; readonly rules?: readonly Refused[] },
  state = 'works',
) => {
  const program = engine === 'nft' ? 'nft' : 'iptables';
  return found(kernel, nodeOf(engine), {
    'what the kernel refuses of links': refused.links ?? [],
    'what the kernel refuses of rules': refused.rules ?? [],
    [`states of ${program}`]: { [program]: { state, text: '' } },
  });
};

const load = (...modules: readonly string[]): string =>
  `modprobe ${modules.length > 1 ? '-a ' : ''}${modules.join(' ')}; printf '%s\\n' ${modules.join(' ')} >> /etc/modules-load.d/flannelctl.conf. Or use a kernel that has it.`;

const NO_FILE = 'Could not process rule: No such file or directory';
const RULE = '-A FLANNEL-POSTRTG -s 10.244.0.0/16';

describe('the modules that a kernel lacks, by what a tool says', () => {
  it.each<[Refused, readonly string[]]>([
    [
      { tool: 'nft', said: NO_FILE, line: 'chain postrtg { type nat hook postrouting' },
      ['nft_chain_nat', 'nft_masq'],
    ],
    [{ tool: 'nft', said: NO_FILE, line: 'ip saddr 10.244.0.0/16 masquerade' }, ['nft_masq']],
    [{ tool: 'nft', said: 'Unable to initialize Netlink socket: Protocol not supported' }, ['nf_tables']],
  ])('of rules of nft: %j', async (refused, modules) => {
    const [finding, ...others] = await findingsOf('nft', { rules: [refused] });
    expect(finding?.hint).toBe(load(...modules));
    expect(others).toEqual([]);
  });

  it.each<[Omit<Refused, 'tool'>, readonly string[]]>([
    [
      { said: 'Extension comment revision 0 not supported, missing kernel module?' },
      ['nft_compat', 'xt_comment'],
    ],
    [{ said: "Couldn't load match `comment':No such file or directory" }, ['xt_comment']],
    [{ said: "Couldn't load target `MASQUERADE':No such file or directory" }, ['xt_MASQUERADE']],
    [{ said: "can't initialize iptables table `nat': Table does not exist" }, ['iptable_nat']],
    [{ said: "unable to initialize table 'filter'" }, ['iptable_filter']],
    [{ said: 'CHAIN_ADD failed (No such file or directory): chain POSTROUTING' }, ['nft_chain_nat']],
    [
      { said: 'RULE_APPEND failed', line: `${RULE} -m comment --comment x -j MASQUERADE` },
      ['xt_MASQUERADE', 'xt_comment', 'nft_compat'],
    ],
    [
      { said: 'RULE_APPEND failed', line: `${RULE} -m mark --mark 0x4000 -m comment --comment x -j RETURN` },
      ['xt_mark', 'xt_comment', 'nft_compat'],
    ],
    [{ said: 'RULE_APPEND failed', line: `${RULE} -m comment --comment x` }, ['xt_comment', 'nft_compat']],
    [{ said: 'Failed to initialize nft: Protocol not supported' }, ['nf_tables']],
  ])('of rules of iptables: %j', async (said, modules) => {
    const [finding] = await findingsOf('iptables', { rules: [{ tool: 'iptables-restore', ...said }] });
    expect(finding?.hint).toBe(load(...modules));
  });

  it.each([
    "can't initialize ip6tables table `nat': Table does not exist",
    "unable to initialize table 'nat'",
  ])('of rules of ip6tables: %s', async (said) => {
    const [finding] = await findingsOf('iptables', { rules: [{ tool: 'ip6tables-restore', said }] });
    expect(finding?.hint).toBe(load('ip6table_nat'));
  });

  it('of a link', async () => {
    const line = 'link add name flannel.1 mtu 1450 type vxlan id 1';
    const links = [{ tool: 'ip', line, said: 'Unknown device type.' }];
    expect(await findingsOf('nft', { links })).toMatchObject([
      {
        severity: 'error',
        message: `the kernel can't make what is needed: ip: Unknown device type., at: ${line}`,
        hint: load('vxlan'),
      },
    ]);
  });
});

it('tells which right is missing for changes of the network', async () => {
  const links = [{ tool: 'ip', said: 'Operation not permitted' }];
  expect(await findingsOf('nft', { links })).toMatchObject([
    {
      message: "the kernel can't make what is needed: ip: Operation not permitted",
      hint: 'Allow it: root needs CAP_NET_ADMIN.',
    },
  ]);
});

it('warns once where nothing can be tried out', async () => {
  const refused = { tool: 'unshare', said: 'unshare: unshare failed: Operation not permitted' };
  const [finding, ...others] = await findingsOf('nft', { links: [refused], rules: [refused] });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    severity: 'warning',
    message:
      'whether the kernel can make what is needed was not tried out first: no network namespace can be made here: unshare: unshare failed: Operation not permitted',
    hint: 'If it can’t, the change is rolled back. To have it tried out: root needs CAP_SYS_ADMIN, a container has to be privileged.',
  });
});

it('leaves rules to another check where their program does not work', async () => {
  const rules = [{ tool: 'nft', said: 'error while loading shared libraries' }];
  const links = [{ tool: 'ip', said: 'Unknown device type.', line: 'link add name cni0 type bridge' }];
  expect(await findingsOf('nft', { rules }, 'broken')).toEqual([]);
  expect(await findingsOf('nft', { rules, links }, 'broken')).toMatchObject([{ hint: load('bridge') }]);
});
