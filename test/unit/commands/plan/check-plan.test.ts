import { describe, expect, it } from 'vitest';
import { checkPlan, planOfPlan, type SubnetPlan } from '../../../../src/leases/index.ts';
import { parseSource } from '../../../../src/text/index.ts';
import { NET_CONF, NODES, PLAN, planWith } from '../../../support/cli/plan.ts';

interface Checked {
  readonly plan?: SubnetPlan;
  readonly said: readonly string[];
}

async function check(document: unknown): Promise<Checked> {
  const { source, root, problems } = await parseSource('plan.json', JSON.stringify(document, null, 1));
  const checked = root === undefined ? { problems: [] } : checkPlan(root, source);
  const said = [...problems, ...checked.problems].map(
    ({ severity, message, location }) => `${location?.line} ${severity}: ${message}`,
  );
  return { ...checked, said };
}

const nodes = (...more: readonly object[]): object => ({
  ...PLAN,
  nodes: more.map((node, i) => ({ ...NODES[i], subnet: `10.244.${i + 1}.0/24`, ...node })),
});

describe('a plan that is read', () => {
  it('has its nodes in order, and the derived MAC where none is written', async () => {
    const { plan, said } = await check({ ...PLAN, nodes: PLAN.nodes.toReversed() });
    expect(said).toEqual([]);
    expect(plan?.nodes).toEqual([
      {
        name: 'node-a',
        ipv4: { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', data: { vtepMac: '0e:2a:0a:f4:01:07' } },
      },
      {
        name: 'node-b',
        ipv4: { publicIP: '192.168.1.2', subnet: '10.244.2.0/24', data: { vtepMac: '02:00:00:00:00:0a' } },
      },
    ]);
    expect(plan?.netConfSource).toEqual(NET_CONF);
  });

  it('says nothing of its capacity, whatever it is', async () => {
    const capacity = { subnets: 1, used: 99, free: -98, podsPerNode: 0 };
    const { plan, said } = await check({ ...PLAN, capacity });
    expect(said).toEqual([]);
    expect(plan?.nodes).toHaveLength(2);
  });

  it('warns of a public IP that two nodes share if each has a MAC of its own', async () => {
    const [ip, a, b] = ['192.168.1.1', '02:00:00:00:00:0a', '02:00:00:00:00:0b'];
    const shared = nodes({ publicIP: ip, vtepMAC: a }, { publicIP: ip, vtepMAC: b });
    const { plan, said } = await check(shared);
    expect(said).toEqual([expect.stringContaining('warning: publicIP 192.168.1.1 is also that of node-a')]);
    expect(plan?.nodes.map(({ ipv4 }) => ipv4?.data)).toEqual([{ vtepMac: a }, { vtepMac: b }]);
    expect(planOfPlan(plan ?? expect.unreachable())).toMatchObject({ plan });
    const derived = nodes({ publicIP: ip, vtepMAC: a }, { publicIP: ip, vtepMAC: '0e:2a:0a:f4:02:07' });
    expect((await check(derived)).said).toEqual([expect.stringContaining('error: publicIP 192.168.1.1')]);
  });

  it('has no MACs without vxlan, and is warned of those written', async () => {
    const { plan, said } = await check({ ...PLAN, netConf: { ...NET_CONF, Backend: { Type: 'host-gw' } } });
    expect(plan?.nodes).toEqual([
      { name: 'node-a', ipv4: { publicIP: '192.168.1.1', subnet: '10.244.1.0/24' } },
      { name: 'node-b', ipv4: { publicIP: '192.168.1.2', subnet: '10.244.2.0/24' } },
    ]);
    expect(said).toEqual([
      '14 warning: vni is ignored: the backend is host-gw',
      '20 warning: vni is ignored: the backend is host-gw',
      '21 warning: vtepMAC is ignored: the backend is host-gw',
    ]);
  });

  it.each([
    [
      'one subnet twice is one error, though its MAC is there twice too',
      nodes({}, { subnet: '10.244.1.0/24' }),
      ['19 error: subnet 10.244.1.0/24 is also that of node-a'],
    ],
    [
      "a MAC that is another's derived one is an error, in either order",
      nodes({ vtepMAC: '0e:2a:0a:f4:02:07' }, {}),
      ['17 error: vtepMAC 0e:2a:0a:f4:02:07 is also that of node-a'],
    ],
    [
      'one subnet and one written MAC twice are two errors',
      nodes({ vtepMAC: '02:00:00:00:00:0a' }, { subnet: '10.244.1.0/24', vtepMAC: '02:00:00:00:00:0a' }),
      [
        '20 error: subnet 10.244.1.0/24 is also that of node-a',
        '21 error: vtepMAC 02:00:00:00:00:0a is also that of node-a',
      ],
    ],
    [
      'subnets may not overlap, also where the net-conf is wrong and their length unknown',
      {
        ...nodes({ subnet: '10.244.2.0/23' }, { subnet: '10.244.3.0/24' }),
        netConf: { Backend: { Type: 'vxlan' } },
      },
      [expect.stringContaining('Network'), '17 error: subnet 10.244.3.0/24 overlaps 10.244.2.0/23 of node-a'],
    ],
    [
      'errors come from top to bottom',
      planWith({ name: 'B', publicIP: '10.244.1.1', vni: 1, vtepMAC: 'x' }),
      [
        '18 error: "B" is not a node name',
        '19 error: publicIP 10.244.1.1 is inside the pod network 10.244.0.0/16',
        "21 error: vni 1 is not the net-conf's VNI 7",
        '22 error: "x" is not a MAC address',
      ],
    ],
    ['a plan is an object', null, ['1 error: the document must be an object, not null']],
  ])('%s', async (_, document, expected) => {
    const { plan, said } = await check(document);
    expect(said).toEqual(expected);
    expect(plan).toBeUndefined();
  });
});
