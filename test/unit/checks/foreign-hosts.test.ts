import { describe, expect, it } from 'vitest';
import { type NamedFinding, NODE_CHECKS, namedFindings } from '../../../src/checks/index.ts';
import { foldFindings } from '../../../src/health/findings/fold.ts';
import { foreignHost } from '../../support/foreign-host.ts';

const findingsOn = async (name: string): Promise<readonly NamedFinding[]> => {
  const { node, facts } = await foreignHost(name);
  return namedFindings(NODE_CHECKS, node, facts);
};

describe('a node beside other software, with its pods reached', () => {
  it.each([
    'plain',
    // FORWARD has policy DROP, and flannel's rules are in that chain.
    'docker-drop-iptables',
    'docker-user-nft',
    'fail2ban-nft',
    'firewalld-trusted-nft',
    'k3s-netpol-nft',
    'kube-proxy-iptables-iptables',
    'kube-proxy-ipvs-nft',
    'kube-proxy-nft-nft',
    'libvirt-iptables',
    'networkd-nft',
    'networkmanager-nft',
    'podman-netavark-nft',
    'tailscale-exit-nft',
    'ufw-open-nft',
  ])('%s: nothing is found', async (name) => {
    expect(await findingsOn(name)).toEqual([]);
  });
});

/** What is found, by check, and the command that the hint has for it. */
type Expected = readonly (readonly [check: string, hint: string])[];

describe('a node that other software keeps from working', () => {
  it.each<[string, Expected]>([
    [
      // Rules of nft accept before docker's policy drops.
      'docker-drop-nft',
      [['Firewall', 'iptables -I DOCKER-USER -s 10.244.0.0/16 -j ACCEPT']],
    ],
    [
      'firewalld-nft',
      [
        ['Firewall', 'firewall-cmd --permanent --zone=trusted --add-source=10.244.0.0/16'],
        ['Firewall', 'firewall-cmd --permanent --add-port=8472/udp'],
        ['PodsToNode', 'firewall-cmd --permanent --zone=trusted --add-interface=cni0'],
      ],
    ],
    [
      // firewalld deletes rules of iptables as it starts.
      'firewalld-iptables',
      [
        ['FlannelRules', 'flannelctl join'],
        ['FlannelRules', 'flannelctl join'],
        ['FlushedRules', 'flannelctl join'],
        ['Firewall', 'firewall-cmd --permanent --zone=trusted --add-source=10.244.0.0/16'],
        ['Firewall', 'firewall-cmd --permanent --add-port=8472/udp'],
        ['PodsToNode', 'firewall-cmd --permanent --zone=trusted --add-interface=cni0'],
      ],
    ],
    [
      'ufw-nft',
      [
        ['Firewall', 'ufw route allow in on cni0; ufw route allow out on cni0'],
        ['Firewall', 'ufw allow 8472/udp'],
        ['PodsToNode', 'ufw allow in on cni0'],
      ],
    ],
    [
      'ufw-iptables',
      [
        ['Firewall', 'ufw allow 8472/udp'],
        ['PodsToNode', 'ufw allow in on cni0'],
      ],
    ],
    [
      // It attaches the veths of pods to profiles of its own; its bridges have spanning tree on.
      'networkmanager-managed-nft',
      [
        ['NetworkManager', 'unmanaged-devices=interface-name:flannel*;interface-name:cni*'],
        ['Pods', 'master cni0'],
        ['SpanningTree', 'ip link set cni0 type bridge stp_state 0'],
      ],
    ],
    [
      'networkd-all-nft',
      [
        ['Networkd', 'Unmanaged=yes'],
        ['OverlayAddress', 'flannelctl join'],
        ['BridgeAddress', 'flannelctl join'],
        ['PeerNeighbors', 'flannelctl join'],
        ['PeerNexthops', 'flannelctl join'],
        ['PeerRoutes', 'flannelctl join'],
        ['Pods', 'master cni0'],
      ],
    ],
    [
      'tailscale-subnet-nft',
      [
        ['Ways', 'ip rule add to 10.244.0.0/16 lookup main priority 5269'],
        ['OtherTables', 'ip -4 route del 10.244.2.0/24 dev tailscale0 table 52'],
      ],
    ],
    ['kube-proxy-iptables-cidr-nft', [['ClusterCidr', '--cluster-cidr) to 10.244.0.0/16']]],
    ['kube-proxy-nft-cidr-nft', [['ClusterCidr', '--cluster-cidr) to 10.244.0.0/16']]],
  ])('%s', async (name, expected) => {
    const found = await findingsOn(name);
    expect(found.map(({ check }) => check).toSorted()).toEqual(expected.map(([check]) => check).toSorted());
    for (const [check, hint] of expected)
      expect(found.filter((one) => one.check === check).map((one) => one.hint)).toContainEqual(
        expect.stringContaining(hint),
      );
  });

  it('is told of the program first, and then of what it did', async () => {
    const found = (await findingsOn('networkmanager-managed-nft')).map((one) => ({ ...one, group: '' }));
    const [first, ...others] = foldFindings(found);
    expect(first?.check).toBe('NetworkManager');
    expect(first?.consequences.map(({ check }) => check).toSorted()).toEqual(['Pods', 'SpanningTree']);
    expect(others).toEqual([]);
  });
});
