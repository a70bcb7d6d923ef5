import { execa } from 'execa';
import { freshHost, type Host, settled } from './netns.ts';

const ADDRESSES = ['192.168.77.1', '192.168.77.2'] as const;

/** Two hosts whose uplinks are the ends of one cable, for the length of a test. */
export async function wiredHosts(): Promise<readonly [Host, Host]> {
  const [one, two] = [await freshHost(), await freshHost()];
  for (const { sh } of [one, two]) await sh('ip link del eth0');
  const ends = `name eth0 netns ${one.netns} type veth peer name eth0 netns ${two.netns}`;
  await execa('ip', ['link', 'add', ...ends.split(' ')]);
  for (const [i, { sh }] of [one, two].entries()) {
    await sh('ip link set eth0 up');
    await sh(`ip address add ${ADDRESSES[i]}/24 dev eth0`);
    await sh('ip route add default via 192.168.77.254');
  }
  for (const { sh } of [one, two]) await settled(sh, 'eth0');
  return [one, two];
}
