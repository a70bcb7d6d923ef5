import { describe, expect, it } from 'vitest';
import { type Files, NET_CONF, NODES, PLAN, planWith, refused } from '../../../support/cli/plan.ts';

const [a, b] = NODES;

describe('flannelctl plan refuses, at its place,', () => {
  it.each<[string, Files, string]>([
    [
      'a pin that moves a node',
      { nodes: [{ ...a, subnet: '10.244.9.0/24' }], previous: PLAN },
      'nodes.yaml:3:11: error: node-a is pinned to 10.244.9.0/24 but has 10.244.1.0/24',
    ],
    [
      "a pin on another node's subnet",
      { nodes: [b, { name: 'c', publicIP: '192.168.1.3', subnet: '10.244.2.0/24' }], previous: PLAN },
      'nodes.yaml:5:11: error: c is pinned to 10.244.2.0/24, which node-b has',
    ],
    [
      "another node's MAC",
      { nodes: [a, b, { name: 'c', publicIP: '192.168.1.3', vtepMAC: '02:00:00:00:00:0a' }], previous: PLAN },
      'nodes.yaml:7:12: error: node-b and c would have the same VTEP MAC',
    ],
    [
      'a network that changed',
      { netConf: { ...NET_CONF, Network: '10.99.0.0/16' }, previous: PLAN },
      'previous.yaml:10:13: error: node-a has 10.244.1.0/24 in the previous plan, which is not in the network 10.99.0.0/16',
    ],
    [
      'a previous plan that is a node list',
      { previous: NODES },
      'previous.yaml is not a subnet plan: it is a node list',
    ],
    [
      'a previous plan of another kind',
      { previous: { ...PLAN, kind: 'Plan' } },
      'previous.yaml:1:7: error: kind must be "SubnetPlan", not the text "Plan"',
    ],
    [
      'a previous plan without a net-conf',
      { previous: { kind: 'SubnetPlan', nodes: [] } },
      'netConf is missing',
    ],
    [
      'a previous plan whose net-conf is wrong',
      { previous: { ...PLAN, netConf: { ...NET_CONF, Network: '10.244.0.0/33' } } },
      'previous.yaml:3:12: error:',
    ],
    [
      'a previous plan with a name twice',
      { previous: planWith({ name: 'node-a' }) },
      'previous.yaml:12:11: error: two nodes are named node-a',
    ],
    [
      'a previous plan with a subnet twice',
      { previous: planWith({ subnet: '10.244.1.0/24' }) },
      'subnet 10.244.1.0/24 is also that of node-a',
    ],
    [
      'a previous plan with a subnet outside',
      { previous: planWith({ subnet: '10.1.1.0/24' }) },
      'is not in the network',
    ],
    [
      "a previous plan with another node's derived MAC",
      { previous: planWith({ vtepMAC: '0e:2a:0a:f4:01:07' }) },
      'vtepMAC 0e:2a:0a:f4:01:07 is also that of node-a',
    ],
    [
      'a previous plan with another VNI',
      { previous: planWith({ vni: 8 }) },
      "previous.yaml:15:10: error: vni 8 is not the net-conf's VNI 7",
    ],
  ])('%s', async (_, files, expected) => {
    expect(await refused(files)).toContain(expected);
  });
});
