import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshHost, type Host } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';

const FAMILIES = [
  { family: 'ip', source: '10.244.0.0/16', iptables: 'iptables' },
  { family: 'ip6', source: 'fd00:244::/48', iptables: 'ip6tables' },
] as const;

let program: Awaited<ReturnType<typeof bundleWatcher>>;
beforeAll(async () => {
  program = await bundleWatcher();
});
afterAll(async () => program.remove());

async function watchRules(
  host: Host,
  engine: 'nft' | 'iptables',
  env: Readonly<Record<string, string>> = {},
): Promise<Watcher> {
  const watcher = await program.start(host.netns, { root: host.root, links: [], networks: [], engine }, env);
  onTestFinished(async () => watcher.end());
  await watcher.settle();
  return watcher;
}

describe.each(FAMILIES)('rules of $family', ({ family, source, iptables }) => {
  const table = `table ${family} flannelctl {
    chain postrtg {
      type nat hook postrouting priority srcnat
      ${family} saddr ${source} masquerade
    }
  }\n`;
  const flushes = [
    {
      name: 'nft flush ruleset',
      script: 'flush ruleset\n',
      what: 'gone',
      cause: `the nft table ${family} flannelctl was flushed, and 1 other table deleted, by nft`,
    },
    {
      name: 'nft delete table',
      script: `delete table ${family} flannelctl\n`,
      what: 'gone',
      cause: `the nft table ${family} flannelctl was flushed by nft`,
    },
    {
      name: 'nft flush table',
      script: `flush table ${family} flannelctl\n`,
      what: 'changed',
      cause: `the nft table ${family} flannelctl was changed by nft`,
    },
    {
      name: 'a table recreated in one transaction',
      script: `delete table ${family} flannelctl\n${table}`,
      what: 'changed',
      cause: `the nft table ${family} flannelctl was changed by nft`,
    },
  ];

  it.each(flushes)('tells of $name', async ({ script, what, cause }) => {
    const host = await freshHost();
    await host.sh('nft -f -', `${table}table inet others { chain any { }; }\n`);
    const watcher = await watchRules(host, 'nft');
    await host.sh('nft -f -', script);
    const bursts = await watcher.until(({ length }) => length > 0);
    expect(told(bursts)).toEqual([`ruleset nft ${family} flannelctl ${what}`]);
    expect(bursts.map((burst) => burst.cause)).toEqual([cause]);
  });

  it('tells nothing of tables that flannelctl did not create', async () => {
    const host = await freshHost();
    await host.sh('nft -f -', table);
    const watcher = await watchRules(host, 'nft');
    await host.sh('nft -f -', `table ${family} kube-proxy { chain services { }; }\n`);
    await host.sh(`nft delete table ${family} kube-proxy`);
    expect(await watcher.quiet()).toEqual([]);
  });

  const rules = `*nat
:FLANNEL-POSTRTG - [0:0]
-A FLANNEL-POSTRTG -s ${source} -m comment --comment "flanneld masq" -j MASQUERADE
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
COMMIT
`;
  const inIptables = [
    { name: 'a flushed chain', command: '-F FLANNEL-POSTRTG', what: 'changed' },
    { name: 'a deleted jump', command: '-D POSTROUTING 1', what: 'changed' },
    { name: 'a flushed table', command: '-F', what: 'changed' },
  ];

  it.each(inIptables)('tells of $name of iptables-nft', async ({ command, what }) => {
    const host = await freshHost();
    await host.sh(`${iptables}-nft-restore`, rules);
    const watcher = await watchRules(host, 'iptables');
    await host.sh(`${iptables}-nft -t nat ${command}`);
    const bursts = await watcher.until(({ length }) => length > 0);
    expect(told(bursts)).toEqual([`ruleset iptables ${family} nat ${what}`]);
    expect(bursts[0]?.cause).toContain(`the iptables table ${family} nat was changed by ${iptables}`);
  });

  it('tells of iptables-nft chains that went with the whole ruleset', async () => {
    const host = await freshHost();
    await host.sh(`${iptables}-nft-restore`, rules);
    const watcher = await watchRules(host, 'iptables');
    await host.sh('nft flush ruleset');
    const bursts = await watcher.until(({ length }) => length > 0);
    expect(told(bursts)).toEqual([`ruleset iptables ${family} nat gone`]);
    expect(bursts[0]?.cause).toBe(`the iptables table ${family} nat was flushed by nft`);
  });

  it('tells nothing of other chains of iptables-nft', async () => {
    const host = await freshHost();
    await host.sh(`${iptables}-nft-restore`, rules);
    const watcher = await watchRules(host, 'iptables');
    for (const command of [
      '-N KUBE-SERVICES',
      '-A KUBE-SERVICES -j RETURN',
      '-A POSTROUTING -j KUBE-SERVICES',
    ])
      await host.sh(`${iptables}-nft -t nat ${command}`);
    expect(await watcher.quiet()).toEqual([]);
  });

  it('tells of a chain of legacy iptables, by comparing', async () => {
    const host = await freshHost();
    const env = await legacyTools();
    await host.sh(`${iptables}-legacy-restore`, rules);
    const watcher = await watchRules(host, 'iptables', env);
    await host.sh(`${iptables}-legacy -t nat -A KUBE-NONE -j RETURN`).catch(() => undefined);
    await host.sh(`${iptables}-legacy -t nat -F FLANNEL-POSTRTG`);
    const bursts = await watcher.until(({ length }) => length > 0);
    expect(told(bursts)).toContain(`ruleset iptables ${family} nat set`);
  });
});

/** A PATH on which iptables is the legacy one. */
async function legacyTools(): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-legacy-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  for (const name of ['iptables', 'ip6tables', 'iptables-save', 'ip6tables-save'])
    await symlink('/usr/sbin/xtables-legacy-multi', path.join(folder, name));
  return { PATH: `${folder}:${process.env['PATH']}` };
}
