import { describe, expect, it, test } from 'vitest';
import { modulesFor } from '../../../src/checks/kernel/modules.ts';
import { freshHost } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initArgs, initN1, netConf, PEER2, peerFlags } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { standIns } from '../../support/host/stand-in.ts';
import { wrapTools } from '../../support/host/tools.ts';

const [[, NFT], [, IPTABLES]] = ENGINES;

/** Does not take a script with some words in it; what is said names a line, as the tools do. */
const refuses = (words: string, said: string): string => `
case "$*" in *-f*|*--wait*) ;; *) real "$@" ;; esac
script=$(cat)
line=$(printf '%s\\n' "$script" | grep -n -e '${words}' | head -1 | cut -d: -f1)
[ -n "$line" ] && { ${said}; exit 1; }
printf '%s\\n' "$script" | { real "$@"; }
exit`;

/** nft 1.0.6 names the line before, where the chain begins, and says it again for all that follows. */
const NO_NAT = refuses(
  'type nat',
  [1, 2, 3]
    .map(
      () =>
        'printf "/dev/stdin:$((line-1)):9-15: Error: Could not process rule: No such file or directory\\n  chain x {\\n        ^^^^^^^\\n" >&2',
    )
    .join('; '),
);

const NO_COMMENT = refuses(
  '--comment',
  'printf "Warning: Extension comment revision 0 not supported, missing kernel module?\\niptables-restore v1.8.9 (nf_tables): \\nline $line: RULE_APPEND failed (No such file or directory): rule in chain FORWARD\\n" >&2',
);

const NO_VXLAN = `
case "$*" in *-batch*) ;; *) real "$@" ;; esac
lines=$(cat)
line=$(printf '%s\\n' "$lines" | grep -n 'type vxlan' | head -1 | cut -d: -f1)
[ -n "$line" ] && { printf 'Error: Unknown device type.\\nCommand failed -:%s\\n' "$line" >&2; exit 1; }
printf '%s\\n' "$lines" | { real "$@"; }
exit`;

describe('what the kernel lacks shows before anything is changed', () => {
  test.each([
    [
      'nft',
      NFT,
      NO_NAT,
      'modprobe -a nft_chain_nat nft_masq;',
      /nft: Could not process rule: No such file or directory, at: chain postrtg \{ type nat /,
    ],
    ['iptables-restore', IPTABLES, NO_COMMENT, 'modprobe -a nft_compat xt_comment;', /at: -A .*--comment/],
    [
      'ip',
      netConf(),
      NO_VXLAN,
      'modprobe vxlan;',
      /ip: Unknown device type\., at: link add name flannel\.1 /,
    ],
  ])('%s', async (tool, conf, script, hint, place) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { via } = await standIns({ [tool]: script });
    const { stderr } = expectExit(await host.flannelctl([...initArgs(conf), '--yes'], { via }), 69);
    const said = stderr.split('\n').filter((line) => line.includes('[Kernel]'));
    expect(said).toEqual([expect.stringMatching(place)]);
    expect(stderr).toContain(hint);
    expect(await snapshot(host)).toEqual(before);
  });

  test.each(['host-gw', 'alloc'])('but %s needs no vxlan', async (Type) => {
    const host = await freshHost();
    const { via } = await standIns({ ip: NO_VXLAN });
    const conf = netConf({ Backend: { Type } });
    expectExit(await host.flannelctl(['init', '--net-conf', conf, '--node', 'n1', '--dry-run'], { via }), 0);
  });

  test('and what stands already is not tried again, nor what is only to be changed', async () => {
    const host = await freshHost();
    await initN1(host);
    await host.sh('ip link set dev flannel.1 mtu 1400');
    const { via, calls } = await wrapTools();
    expectExit(await host.flannelctl(['join', ...peerFlags(PEER2), '--dry-run'], { via }), 0);
    expect((await calls()).filter((call) => call.startsWith('unshare'))).toEqual([]);
  });
});

describe('the modules that a refusal is for want of', () => {
  it.each([
    ['nft', 'masquerade fully-random', 'Could not process rule: No such file or directory', 'nft_masq'],
    [
      'nft',
      'type filter hook forward priority filter; policy accept;',
      'Could not process rule',
      'nf_tables',
    ],
    ['iptables-restore', undefined, "unable to initialize table 'nat'", 'iptable_nat'],
    ['ip6tables-restore', undefined, "unable to initialize table 'filter'", 'ip6table_filter'],
    [
      'ip6tables-restore',
      undefined,
      "can't initialize ip6tables table `nat': Table does not exist",
      'ip6table_nat',
    ],
    [
      'iptables-restore',
      'COMMIT',
      'CHAIN_ADD failed (No such file or directory): chain POSTROUTING',
      'nft_chain_nat',
    ],
    ['iptables-restore', '-A X -m mark --mark 0x4000/0x4000 -j RETURN', 'line 4 failed', 'xt_mark'],
    ['ip', 'link add name cni0 type bridge', 'Unknown device type.', 'bridge'],
  ])('%s: %s: %s', (tool, line, said, expected) => {
    expect(modulesFor({ tool, said, ...(line === undefined ? {} : { line }) })[0]).toBe(expected);
  });
});
