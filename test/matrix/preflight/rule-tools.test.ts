import { describe, expect, test } from 'vitest';
import { tooOld } from '../../../src/checks/kernel/tools/versions.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initArgs, initN1, netConf } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { standIns } from '../../support/host/stand-in.ts';

const [[, NFT], [, IPTABLES]] = ENGINES;

const dies = (said: string): string => `echo '${said}' >&2; exit 1`;

/** nft 1.0.6 on a kernel that has no nf_tables and can't load it. */
const NFT_NO_KERNEL = dies('mnl.c:60: Unable to initialize Netlink socket: Protocol not supported');

/** iptables 1.8.9 there. */
const IPTABLES_NO_KERNEL = dies('iptables/1.8.9 Failed to initialize nft: Protocol not supported');

/** nft 1.0.6 and iptables 1.8.9 where the kernel (6.1) has nfnetlink loaded, and no nf_tables. */
const NFT_NO_TABLES = `[ "$1" = --version ] || { ${dies('Error: cache initialization failed: Invalid argument')}; }`;

/** nft 0.9.8 there (5.10). */
const NFT_SAYS_NOTHING = `case "$1" in
  --version) ;;
  add) ${dies('Error: Could not process rule: Operation not supported')};;
  *) exit 1;;
esac`;

const BROKEN = dies(
  'nft: error while loading shared libraries: libnftables.so.1: cannot open shared object file',
);

const legacy = (tool: string): string =>
  `PATH='${process.env['PATH']}' exec xtables-legacy-multi ${tool} "$@"`;

const LEGACY = Object.fromEntries(
  ['iptables', 'ip6tables'].flatMap((name) =>
    ['', '-save', '-restore'].map((suffix) => [`${name}${suffix}`, legacy(`${name}${suffix}`)]),
  ),
);

const dryRun = async (host: Host, conf: string, via: readonly string[]) =>
  host.flannelctl([...initArgs(conf), '--yes', '--dry-run'], { via });

describe('on a kernel without nf_tables', () => {
  test.each([
    ['nfnetlink', NFT_NO_KERNEL],
    ['nf_tables', NFT_NO_TABLES],
    ['nf_tables and a word', NFT_SAYS_NOTHING],
  ])('without %s, iptables-legacy is all that is needed, from init to reset', async (_, nft) => {
    const host = await freshHost();
    const { via } = await standIns({ nft, ...LEGACY });
    const before = await snapshot(host);
    for (const conf of [IPTABLES, netConf()]) {
      const { stderr } = await initN1(host, conf, [], { via });
      expect(stderr).not.toMatch(/nft|too old/);
      expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
      expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
    }
    expect((await snapshot(host)).links).toEqual(before.links);
  });

  test.each([
    ['nft', 'nfnetlink', NFT, { nft: NFT_NO_KERNEL }],
    ['iptables', 'nfnetlink', IPTABLES, { nft: NFT_NO_KERNEL, iptables: IPTABLES_NO_KERNEL }],
    ['nft', 'nf_tables', NFT, { nft: NFT_NO_TABLES }],
    ['iptables', 'nf_tables', IPTABLES, { nft: NFT_NO_TABLES }],
    ['nft', 'nf_tables and a word', NFT, { nft: NFT_SAYS_NOTHING }],
  ])('rules of %s without %s name what is missing, and not an age', async (program, _, conf, scripts) => {
    const host = await freshHost();
    const { via } = await standIns(scripts);
    const { stderr } = expectExit(await dryRun(host, conf, via), 69);
    expect(stderr).toContain(
      `[Tools] the rules are to be ${program}'s, and the kernel has no nf_tables here`,
    );
    expect(stderr).toContain('modprobe nf_tables');
    expect(stderr).not.toMatch(/too old|\[Kernel\]/);
  });

  test('all that is said names the module and how to load it', async () => {
    const host = await freshHost();
    const { via } = await standIns({ nft: NFT_NO_TABLES });
    const { stderr } = expectExit(await dryRun(host, NFT, via), 69);
    const version = (await host.sh('nft --version')).trim();
    expect(stderr.replace(version, 'nftables VERSION')).toMatchInlineSnapshot(`
      "error: [Tools] the rules are to be nft's, and the kernel has no nf_tables here: nftables VERSION: cache initialization failed: Invalid argument
        → modprobe nf_tables; printf '%s\\n' nf_tables >> /etc/modules-load.d/flannelctl.conf. Or choose by EnableNFTables in the net-conf what the rules are made with.
      Error: preflight checks failed; nothing was changed
        → Fix these, or skip with --ignore-preflight-errors=Tools
      "
    `);
  });

  test('a node with nft rules still has a status, which misses them', async () => {
    const host = await freshHost();
    await initN1(host, NFT);
    const { via } = await standIns({ nft: NFT_NO_KERNEL, iptables: IPTABLES_NO_KERNEL });
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 11);
    expect(stdout).toContain('nft table ip flannelctl');
  });
});

describe('an nft that does not work for another reason', () => {
  test('is no trouble of a node with rules of iptables', async () => {
    const host = await freshHost();
    const { via } = await standIns({ nft: BROKEN });
    await initN1(host, IPTABLES, [], { via });
    expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
    expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
  });

  test.each([
    ['does not start', BROKEN, 'libnftables.so.1'],
    ['lists nothing', '[ "$1" != -j ] || exit 1', 'nft -j list tables'],
  ])('%s: it is never taken for one that sees no rules', async (_, script, named) => {
    const host = await freshHost();
    await initN1(host, netConf());
    const { via } = await standIns({ nft: script });
    for (const command of [['status', '--no-probe'], ['reset', '--yes'], ['diff']]) {
      const { stderr } = expectExit(await host.flannelctl(command, { via }), 69);
      expect(stderr).toContain(named);
    }
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

test.each([
  ['nft', 'nftables v0.9.2 (Scram)', /nft is too old: nftables v0\.9\.2.*0\.9\.3/],
  ['nft', 'nftables v0.9.3 (Topsy)', undefined],
  ['iptables', 'iptables v1.6.1', /iptables is too old/],
  ['iptables', 'iptables v1.8.11 (nf_tables)', undefined],
  ['ip', 'ip utility, iproute2-ss180129', undefined],
  ['ip', 'ip utility, iproute2-5.2.0', /ip is too old/],
] as const)('of %s, "%s" is judged by its number, if it has one', (tool, text, expected) => {
  const said = tooOld(tool, { text, state: 'works' }).map(({ message, hint }) => `${message}. ${hint}`);
  expect(said).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
});
