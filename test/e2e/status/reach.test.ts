import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, peerFlags } from '../../support/host/node.ts';

/** The other end of the uplink as hosts of their own: 192.168.77.2 answers ping, .3 drops it, and there is no .4. */
async function addNeighbors({ netns, sh }: Host): Promise<(command: string) => Promise<unknown>> {
  const far = `${netns}-far`;
  await execa('ip', ['netns', 'add', far]);
  onTestFinished(async () => {
    await execa('ip', ['netns', 'del', far]);
  });
  const there = async (command: string) => execa('ip', ['netns', 'exec', far, 'sh', '-ec', command]);
  await sh(`ip link set eth0-far netns ${far}`);
  await there(`ip address add 192.168.77.2/24 dev eth0-far; ip address add 192.168.77.3/24 dev eth0-far
ip link set eth0-far up
nft 'add table ip fw; add chain ip fw in { type filter hook input priority 0; }'
nft 'add rule ip fw in ip daddr 192.168.77.3 ip protocol icmp drop'`);
  return there;
}

const reachOf = ({ peers }: StatusDocument) => peers.map(({ name, reach }) => `${name} ${reach}`);

it('REACH is what ping finds of each peer, and of one that drops it, that its host is there', async () => {
  const host = await freshHost();
  const there = await addNeighbors(host);
  await initN1(host, netConf({ EnableNFTables: true }), peerFlags('n4=192.168.77.4,10.244.4.0/24'));
  const status = async (exit: number, ...args: string[]): Promise<StatusDocument> =>
    JSON.parse(
      expectExit(await host.flannelctl(['status', '-o', 'json', ...args]), exit).stdout,
    ) as StatusDocument;
  const seen = await status(0);
  expect(reachOf(seen)).toEqual(['n2 yes', 'n3 unclear', 'n4 no']);
  expect(seen.verdict).toMatchObject({ node: 'DEGRADED', objects: 'match', peers: 'someCutOff' });
  const { stdout } = await host.flannelctl(['status', '--failing']);
  expect(stdout).toMatch(/^n4 .* NO$/m);
  expect(stdout).not.toMatch(/^n2 /m);
  expect(reachOf(await status(0, '--no-probe'))).toEqual(['n2 notProbed', 'n3 notProbed', 'n4 notProbed']);
  await there('ip link set eth0-far down');
  expect((await status(11)).verdict.node).toBe('BROKEN');
});
