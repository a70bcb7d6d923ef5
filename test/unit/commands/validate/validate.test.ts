import { describe, expect, it, test } from 'vitest';
import { inProcess } from '../../../support/cli/in-process.ts';
import {
  expectValidation,
  GOOD,
  kubeFlannel,
  PLAN,
  validate,
  validateStdin,
} from '../../../support/cli/validate.ts';

const RECORDS = 'list of nodes as kubectl or etcdctl print it';

const ETCD = `/coreos.com/network/config
{"Network":"10.244.0.0/16","Backend":{"Type":"host-gw"}}
/coreos.com/network/subnets/10.244.1.0-24
{"PublicIP":"192.168.1.1","PublicIPv6":null,"BackendType":"host-gw"}
`;

const KUBECTL = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: n1
    annotations:
      flannel.alpha.coreos.com/backend-type: host-gw
      flannel.alpha.coreos.com/backend-data: 'null'
      flannel.alpha.coreos.com/public-ip: 192.168.1.1
      flannel.alpha.coreos.com/kube-subnet-manager: "true"
  spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24]}
`;

describe('a valid file', () => {
  it('ends with 0 and is explained: networks, nodes, pods, backend, MTU, rules', async () => {
    const { exitCode, stdout, stderr } = await validate('net-conf.json', GOOD);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`net-conf.json: valid net-conf
  IPv4 network  10.244.0.0/16
  IPv4 subnets  10.244.1.0/24 to 10.244.255.0/24, a /24 for each of 255 nodes with 253 pods
  backend       vxlan on flannel.1, VNI 1, UDP port 8472
  MTU           1450 for pods on an uplink of 1500: vxlan takes 50 bytes of each packet
  rules         flannelctl takes nft where it is installed, else iptables; flanneld takes iptables
`);
  });

  it('of two families is explained for both', async () => {
    const conf = {
      Network: '10.0.0.0/28',
      EnableIPv6: true,
      IPv6Network: 'fd00:244::/56',
      EnableNFTables: true,
      Backend: {
        Type: 'VXLAN',
        VNI: 42,
        Port: 4789,
        MTU: 1400,
        DirectRouting: true,
        GBP: true,
        Learning: true,
      },
    };
    const { exitCode, stdout } = await validate('dual.json', JSON.stringify(conf));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`dual.json: valid net-conf
  IPv4 network  10.0.0.0/28
  IPv4 subnets  10.0.0.4/30 to 10.0.0.12/30, a /30 for each of 3 nodes with 1 pod
  IPv6 network  fd00:244::/56
  IPv6 subnets  fd00:244:0:1::/64 to fd00:244:0:ff::/64, a /64 for each of 255 nodes with 2^64 pods
  backend       vxlan on flannel.42 and flannel-v6.42, VNI 42, UDP port 4789, direct routes to nodes on the same link, group policy, MAC learning
  MTU           1350 for pods of MTU 1400: vxlan takes 50 bytes of each packet, over IPv6 70
  rules         nft
`);
  });

  it('may have warnings, which are errors with --strict', async () => {
    const conf = '{ "Network": "10.244.0.0/16", "Comment": "x" }\n';
    const lax = await validate('net-conf.json', conf);
    expect(lax.exitCode).toBe(0);
    expect(lax.stdout).toContain('net-conf.json:1:1: warning: Backend is missing: flanneld takes udp');
    expect(lax.stdout).toContain('net-conf.json:1:31: warning: unknown key Comment: flanneld ignores it');
    expect(lax.stdout).toContain('net-conf.json: valid net-conf, 2 warnings\n');
    expect(lax.stdout).toContain('10.244.255.0/24');
    const strict = await validate('net-conf.json', conf, '--strict');
    expect(strict.exitCode).toBe(3);
    expect(strict.stdout).toContain('net-conf.json: not a valid net-conf, 2 errors\n');
    expect(strict.stdout).not.toContain('warning');
    expect(strict.stdout).not.toContain('10.244.255.0/24');
  });

  test.each([
    [
      'a CNI conf list',
      '{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel"},{"type":"portmap"}]}',
      'cni-conf',
      'CNI conf',
    ],
    ['a single CNI conf', '{"name":"cbr0","cniVersion":"0.3.1","type":"flannel"}', 'cni-conf', 'CNI conf'],
    ['a subnet plan', PLAN, 'subnet-plan', 'subnet plan'],
    [
      'a net-conf in capitals',
      '{"NETWORK":"10.0.0.0/16","BACKEND":{"TYPE":"host-gw"}}',
      'net-conf',
      'net-conf',
    ],
    ['a node list', '- name: n1\n  publicIP: 192.168.1.1\n', 'node-list', 'node list'],
    ['a node list under a key', 'nodes:\n- name: n1\n  publicIP: 192.168.1.1\n', 'node-list', 'node list'],
    ['what etcdctl prints', ETCD, 'node-records', RECORDS],
    ['what kubectl prints of nodes', KUBECTL, 'node-records', RECORDS],
  ])('is seen to be %s from its content', async (_, content, kind, name) => {
    const text = await validateStdin(content);
    expect(text.stdout).toContain(`<stdin>: valid ${name}\n`);
    expect(text.exitCode).toBe(0);
    const json = await validateStdin(content, ['-', '-o', 'json']);
    const document = JSON.parse(json.stdout);
    expect(document).toMatchObject({ file: '<stdin>', documentKind: kind, valid: true, problems: [] });
    expect(document.summary[0].kind).toBe(kind);
    await expectValidation(document);
  });

  it('is a list of nodes, in which what is wrong is told in its place', async () => {
    const list = await validate('nodes.yaml', '- name: n1\n  publicIP: 192.168.1.300\n');
    expect(list.stdout).toMatch(/^nodes\.yaml:2:13: error: /);
    expect(list.stdout).toContain('nodes.yaml: not a valid node list, 1 error\n');
    const etcd = await validate('etcd.txt', ETCD.replace('10.244.0.0/16', '10.244.0.0/99'));
    expect(etcd.stdout).toMatch(/^etcd\.txt:2:\d+: error: /);
    expect(etcd.exitCode).toBe(3);
  });

  it('is a subnet plan of both families', async () => {
    const plan = PLAN.replace(
      'Network: 10.244.0.0/16',
      'Network: 10.244.0.0/16\n  EnableIPv6: true\n  IPv6Network: fd00:10:244::/56',
    );
    const six = 'publicIPv6: fd00:192:168:1::11\n  ipv6Subnet: fd00:10:244:1::/64\n  publicIP: 192.168.1.11';
    const half = await validate('plan.yaml', plan.replace('publicIP: 192.168.1.11', six));
    expect(half.exitCode).toBe(0);
    expect(half.stdout).toContain('plan.yaml:13:3: warning: node2 has no publicIPv6: it gets no IPv6 subnet');
    expect(half.stdout).toContain('plan.yaml: valid subnet plan, 1 warning\n');
    expect(half.stdout).toContain('fd00:10:244:1::/64 to fd00:10:244:ff::/64');
    expect(half.stdout).toContain(
      'MTU           1430 for pods on an uplink of 1500: vxlan takes 50 bytes of each packet, over IPv6 70; flanneld tells them 1450\n',
    );
    const wrong = await validate(
      'plan.yaml',
      plan.replace('publicIP: 192.168.1.11', six.replace('244:1::', '245:1::')),
    );
    expect(wrong.stdout).toContain(
      'plan.yaml:10:15: error: subnet fd00:10:245:1::/64 is not in the network fd00:10:244::/56',
    );
    expect(wrong.exitCode).toBe(3);
  });

  it('is a kube-flannel.yml: its net-conf and its CNI conf are explained', async () => {
    const { exitCode, stdout } = await validate('kube-flannel.yml', await kubeFlannel());
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kube-flannel.yml: valid Kubernetes manifest\n');
    expect(stdout).toContain("each node's podCIDR");
    expect(stdout).toContain(
      'flannel (hands on to bridge with hairpinMode true, isDefaultGateway true), then portmap',
    );
  });
});

describe('standard input', () => {
  it('is read for -, and where no file is given', async () => {
    for (const args of [['-'], []]) {
      const { exitCode, stdout } = await validateStdin(GOOD, args);
      expect(stdout).toMatch(/^<stdin>: valid net-conf\n/);
      expect(exitCode).toBe(0);
    }
  });

  it('that is empty is an error', async () => {
    const { exitCode, stdout } = await validateStdin('', []);
    expect(stdout).toContain('<stdin>:1:1: error: there is nothing in it');
    expect(exitCode).toBe(3);
  });
});

test.each([[['a', 'b']], [['--unknown']]])('a wrong use ends with 64: validate %j', async (args) => {
  expect((await inProcess(['validate', ...args])).exitCode).toBe(64);
});
