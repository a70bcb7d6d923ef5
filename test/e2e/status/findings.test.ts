import { describe, expect, it } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

/** A host with n1 on it, which somebody has changed since. */
async function changedHost(...changes: readonly string[]): Promise<Host> {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  for (const change of changes) await host.sh(change);
  return host;
}

const graveOf = ({ findings }: StatusDocument): StatusDocument['findings'] =>
  findings.filter(({ effect }) => effect !== 'none');

const DROP_FORWARD = [
  'nft add table inet fw',
  'nft "add chain inet fw forward { type filter hook forward priority 0; policy drop; }"',
];

describe('a status is not OK where', () => {
  it.each([
    ['the uplink is down', ['ip link set eth0 down'], 'BROKEN', { check: 'Uplink', effect: 'refusal' }],
    [
      'the uplink has no carrier',
      ['ip link set eth0-far down'],
      'BROKEN',
      { check: 'Uplink', effect: 'outage', message: 'eth0 has no carrier: no packet reaches another node' },
    ],
    ['a chain drops what is forwarded', DROP_FORWARD, 'DEGRADED', { check: 'Firewall', effect: 'outage' }],
    [
      'a chain of mangle drops it, by a condition that only iptables-save prints',
      ['iptables -t mangle -A FORWARD -i cni0 -m conntrack --ctstate NEW -j DROP'],
      'DEGRADED',
      { check: 'Firewall', effect: 'outage' },
    ],
    [
      'a chain of mangle of the other iptables drops it',
      ['iptables-legacy -t mangle -A FORWARD -i cni0 -j DROP'],
      'DEGRADED',
      { check: 'Firewall', effect: 'outage' },
    ],
    [
      'a chain of mangle drops what arrives',
      ['iptables-legacy -t mangle -A INPUT -p udp --dport 8472 -j DROP'],
      'DEGRADED',
      { check: 'Firewall', effect: 'outage' },
    ],
    [
      'the bridge answers no ARP',
      ['ip link set cni0 arp off'],
      'DEGRADED',
      { check: 'ArpIgnored', effect: 'outage' },
    ],
    [
      'a more specific route leads astray',
      ['ip route add 10.244.2.0/25 dev eth0'],
      'DEGRADED',
      { check: 'Routes', effect: 'refusal' },
    ],
  ])('%s', async (_, changes, word, finding) => {
    const host = await changedHost(...changes);
    const document = JSON.parse(
      expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json']), 11).stdout,
    ) as StatusDocument;
    expect(document).toMatchObject({ well: false, verdict: { node: word, checks: 'failed' } });
    // What follows from it may come after it.
    expect(graveOf(document)[0]).toMatchObject(finding);
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout).toMatch(new RegExp(`^${word}: \\[${finding.check}\\] .*\n  → `));
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^(DEGRADED: |BROKEN: | {2}[+~-]|To repair)/);
    expect(stdout).not.toContain('OK: ');
  });

  it('unless the chain is in a table that is switched off', async () => {
    const host = await changedHost(...DROP_FORWARD, 'nft "add table inet fw { flags dormant; }"');
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });

  it('something is in the way of join, and join alone is not what repairs it', async () => {
    const host = await changedHost('ip route del 10.244.2.0/24', 'ip route add 10.244.2.0/24 dev eth0');
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout).toMatch(/^To repair: .*in the way.*, then flannelctl join$/m);
  });
});
