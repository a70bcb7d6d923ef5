import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { ENGINES, initArgs, netConf } from '../../support/host/node.ts';

const [NFT, IPTABLES] = [netConf({ EnableNFTables: true }), netConf({ EnableNFTables: false })];

/** What init warns of as to the firewall. */
async function warnings(host: Host, conf: string): Promise<string> {
  const { stderr } = await host.flannelctl([...initArgs(conf), '--dry-run']);
  const lines = stderr.split('\n');
  const start = lines.findIndex((line) => line.includes('[Firewall]'));
  return start < 0 ? '' : lines.slice(start, start + 4).join('\n');
}

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/node');

/** Rules as docker 27 leaves them on a host with nothing running (its log of iptables calls, in order). */
const docker = async ({ sh }: Host, iptables = 'iptables'): Promise<void> => {
  await sh(`${iptables}-restore`, await readFile(path.join(FIXTURES, 'docker-filter.txt'), 'utf8'));
};

const firewalld = async ({ sh }: Host): Promise<void> => {
  await sh('nft -f -', await readFile(path.join(FIXTURES, 'firewalld.nft'), 'utf8'));
};

describe('the firewall of another program', () => {
  it.each(ENGINES)(
    'is not warned of where there is none, or where it lets all through (%s)',
    async (_, conf) => {
      const host = await freshHost();
      expect(await warnings(host, conf)).toBe('');
      await host.sh('iptables -A FORWARD -i eth0 -j DROP');
      await host.sh('nft add table inet other');
      await host.sh('nft add chain inet other fw { type filter hook forward priority 5 ; policy accept ; }');
      expect(await warnings(host, conf)).toBe('');
    },
  );

  it('of docker drops what our nft rules let through, and not what our iptables rules do, which are in its chain', async () => {
    const host = await freshHost();
    await docker(host);
    const said = await warnings(host, NFT);
    expect(said).toContain('iptables table filter, chain FORWARD, policy drop, stops packets between pods');
    expect(said).toContain('pods of other nodes are not reached');
    expect(said).toContain(
      'iptables -I DOCKER-USER -s 10.244.0.0/16 -j ACCEPT; iptables -I DOCKER-USER -d 10.244.0.0/16 -j ACCEPT',
    );
    expect(said).toContain('"EnableNFTables": false');
    expect(await warnings(host, IPTABLES)).toBe('');
    // The fix is one.
    await host.sh('iptables -I DOCKER-USER -s 10.244.0.0/16 -j ACCEPT');
    expect(await warnings(host, NFT)).toBe('');
  });

  it('of iptables may be opened by its policy', async () => {
    const host = await freshHost();
    await host.sh('iptables -P FORWARD DROP');
    expect(await warnings(host, NFT)).toContain('iptables -P FORWARD ACCEPT');
    await host.sh('iptables -P FORWARD ACCEPT');
    expect(await warnings(host, NFT)).toBe('');
  });

  it('of iptables that rejects before our rules come is warned of with either engine', async () => {
    const host = await freshHost();
    await host.sh('iptables -A FORWARD -j REJECT --reject-with icmp-host-prohibited');
    for (const conf of [NFT, IPTABLES]) {
      const said = await warnings(host, conf);
      expect(said).toContain('and a rule of it drops them first');
      expect(said).toContain('iptables -I FORWARD -s 10.244.0.0/16 -j ACCEPT');
    }
  });

  it.each(ENGINES)('of the other iptables is warned of, with its own command (%s)', async (_, conf) => {
    const host = await freshHost();
    await host.sh('iptables-legacy -P FORWARD DROP');
    const said = await warnings(host, conf);
    expect(said).toContain('iptables-legacy table filter, chain FORWARD, policy drop');
    expect(said).toContain('iptables-legacy -I FORWARD -s 10.244.0.0/16 -j ACCEPT');
    await host.sh('iptables-legacy -I FORWARD -s 10.244.0.0/16 -j ACCEPT');
    expect(await warnings(host, conf)).toBe('');
  });

  it.each(ENGINES)('of firewalld rejects in the end, whatever others accept (%s)', async (_, conf) => {
    const host = await freshHost();
    await firewalld(host);
    const said = await warnings(host, conf);
    expect(said).toContain('nft table inet firewalld, chain filter_FORWARD, policy accept, stops packets');
    expect(said).toContain(
      'firewall-cmd --permanent --zone=trusted --add-source=10.244.0.0/16; firewall-cmd --permanent --add-port=8472/udp; firewall-cmd --reload',
    );
    // What the fix makes of it.
    await host.sh(
      'nft insert rule inet firewalld filter_FORWARD_ZONES ip saddr 10.244.0.0/16 goto filter_FWD_trusted',
    );
    expect(await warnings(host, conf)).toBe('');
  });

  it('of nft that drops is warned of with the rule that opens it', async () => {
    const host = await freshHost();
    await host.sh('nft add table inet mine');
    await host.sh('nft add chain inet mine fw { type filter hook forward priority 0 ; policy drop ; }');
    const said = await warnings(host, NFT);
    expect(said).toContain('nft table inet mine, chain fw, policy drop');
    const [fix] = /nft insert rule inet mine fw ip saddr 10\.244\.0\.0\/16 accept/.exec(said) ?? [''];
    await host.sh(fix);
    expect(await warnings(host, NFT)).toBe('');
  });
});
