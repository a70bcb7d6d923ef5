import path from 'node:path';
import { makePlayer, type Player } from '../../../support/host/player.ts';
import { UPLINKS } from '../../../support/model/model-world.ts';
import type { HostEvent, Sight } from '../../../support/model/play.ts';

/** What makes a namespace the host that the model starts from. */
const SETUP = {
  ip: UPLINKS.flatMap(({ name, address, ipv6, mtu }) => [
    `link add name ${name} mtu ${mtu} type veth peer name ${name}-far mtu ${mtu}`,
    `link set ${name}-far up`,
    `link set ${name} up`,
    `address add ${address}/24 dev ${name}`,
    `address add ${ipv6}/64 dev ${name} nodad`,
  ]),
  settings: ['net.ipv4.ip_forward=0', 'net.ipv4.conf.all.promote_secondaries=0'],
};

/** Plays events on real hosts. */
export const makeRealHosts = async (): Promise<Player<readonly HostEvent[], Sight[]>> =>
  makePlayer(path.join(import.meta.dirname, 'player.ts'), SETUP);
