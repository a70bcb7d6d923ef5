import { type Alteration, altered, type Network, subnetOf } from './network.ts';

/** A command's words and input, and the network that the node is to be in when it has ended well. */
export interface Asked {
  readonly args: readonly string[];
  readonly input?: string;
  readonly to: Network | undefined;
}

const netConf = ({ vni, port, mtu, engine }: Network): object => ({
  Network: '10.244.0.0/16',
  EnableNFTables: engine === 'nft',
  Backend: { Type: 'vxlan', VNI: vni, Port: port, MTU: mtu },
});

const peerArgs = (list: Network['peers']): string[] =>
  Object.entries(list).flatMap(([name, address]) => ['--peer', `${name}=${address},${subnetOf(name)}`]);

const masqArg = (ipMasq: boolean): string => (ipMasq ? '--ip-masq' : '--no-ip-masq');

function planText(network: Network): string {
  const all = Object.entries({ n1: '192.168.77.1', ...network.peers });
  const nodes = all.map(([name, publicIP]) => ({ name, publicIP, subnet: subnetOf(name) }));
  return JSON.stringify({ kind: 'SubnetPlan', netConf: netConf(network), nodes });
}

/** Foreign routes into the pod network are wanted here, and no reason to stop. */
export const IGNORED = '--ignore-preflight-errors=Routes';

/** init: on a node that is set up it keeps the peers that are not given. */
export const askInit = (given: Network, now: Network | undefined): Asked => ({
  args: [
    ...['init', IGNORED, '--node', 'n1', '--net-conf', JSON.stringify(netConf(given))],
    ...[...peerArgs(given.peers), masqArg(given.ipMasq)],
  ],
  to: { ...given, peers: { ...now?.peers, ...given.peers } },
});

/** join with one change; on a node that is not set up it leads nowhere. */
export function askJoin(change: Alteration, now: Network | undefined): Asked {
  const args = ['join', IGNORED];
  if (now === undefined) return { args, to: undefined };
  const to = altered(now, change);
  switch (change.what) {
    case 'none':
      return { args, to };
    case 'masq':
      return { args: [...args, masqArg(to.ipMasq)], to };
    case 'leave':
      // A list of peers that others have left is the whole plan.
      return { args: [...args, '--plan', '-'], input: planText(to), to };
    case 'peer':
      return { args: [...args, ...peerArgs({ [change.name]: to.peers[change.name] ?? '' })], to };
    default:
      return { args: [...args, '--net-conf', JSON.stringify(netConf(to))], to };
  }
}

export const ASK_RESET: Asked = { args: ['reset'], to: undefined };
