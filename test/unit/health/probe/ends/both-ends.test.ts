import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../../../src/backends/index.ts';
import type { CheckedNode } from '../../../../../src/checks/index.ts';
import type { BundleDocument } from '../../../../../src/generated/types.d.ts';
import { foldFindings } from '../../../../../src/health/findings/fold.ts';
import { comparedEnds } from '../../../../../src/health/probe/ends/both-ends.ts';
import { recordedFacts } from '../../../../../src/host/facts/fact.ts';
import type { PlanNode } from '../../../../../src/leases/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../../../../../src/net/index.ts';
import { diff, type HostObject } from '../../../../../src/state/index.ts';
import { EXAMPLE, IPV4 } from '../../../../support/example-node.ts';
import { NONE_OURS } from '../../../../support/model/arbitraries.ts';
import { NODE } from '../../../checks/support.ts';

const MACS = { n1: '02:00:00:00:00:01' as Mac, n2: '02:00:00:00:00:02' as Mac };

const entry = (number: 1 | 2, rest: object = {}): PlanNode => ({
  name: `n${number}` as NodeName,
  ipv4: {
    publicIP: `192.168.1.${number}` as Address,
    subnet: `10.244.${number}.0/24` as Prefix,
    data: { vtepMac: MACS[`n${number}`] },
    ...rest,
  },
});

/** How a node is, other than its configuration has it. */
type Edit = (object: HostObject) => HostObject;

/** One of two nodes, and what it has on its list of the other. */
function nodeOf(
  number: 1 | 2,
  {
    peers = [entry(number === 1 ? 2 : 1)],
    edit = (object) => object,
    ...rest
  }: Partial<CheckedNode['network']> & { edit?: Edit } = {},
): CheckedNode {
  const { name, ipv4 } = entry(number);
  if (ipv4 === undefined) throw new Error('no IPv4');
  const network = {
    ...EXAMPLE,
    cniConf: '{"name":"cbr0","plugins":[{"type":"flannel"}]}\n',
    families: [{ ...IPV4, own: ipv4, local: ipv4.publicIP }],
    peers,
    ...rest,
  };
  const desired = desiredState(network);
  const observed = desired.map(edit);
  return { ...NODE, name, network, observed, diff: diff(desired, observed, NONE_OURS) };
}

const link =
  (fields: object, spec: object = {}): Edit =>
  (object) =>
    object.kind === 'link' && object.name === 'flannel.1'
      ? { ...object, ...fields, spec: { ...object.spec, ...spec } }
      : object;

/** Two nodes compared, of the second of which no facts were recorded. */
const compared = async (self: CheckedNode, subject: CheckedNode, redacted = false) =>
  comparedEnds(self, { bundle: { redacted } as BundleDocument, subject, facts: recordedFacts({}) });

/** What the comparison itself finds: what, and what to do. */
const found = async (self: CheckedNode, subject: CheckedNode): Promise<string[]> =>
  (await compared(self, subject))
    .filter(({ check }) => check === 'BothEnds')
    .map(({ message, hint }) => `${message} → ${hint}`);

const N1 = nodeOf(1);
const N2 = nodeOf(2);
const ALIKE = /^Set both alike, .*: on n1: flannelctl join; on n2: flannelctl join$/;

describe('two nodes compared', () => {
  it('that are alike have no finding', async () => {
    expect(await compared(N1, N2)).toEqual([]);
  });

  it.each([
    [
      'VNI',
      link({}, { vni: 7 }),
      'the VNI of the overlay links differs: 1 on n1 (flannel.1), 7 on n2 (flannel.1)',
    ],
    [
      'port',
      link({}, { port: 4789 }),
      'the UDP port of the overlay links differs: 8472 on n1 (flannel.1), 4789 on n2 (flannel.1)',
    ],
    [
      'MTU',
      link({ mtu: 1400 }),
      'the MTU of the overlay links differs: 1450 on n1 (flannel.1), 1400 on n2 (flannel.1)',
    ],
    [
      'MAC',
      link({ mac: MACS.n1 }),
      `n1 has ${MACS.n2} on its list as the VTEP MAC of n2, which has ${MACS.n1}`,
    ],
  ])('have the one mended whose link has another %s than its configuration', async (_, edit, message) => {
    const strayed = nodeOf(2, { edit });
    expect(await found(N1, strayed)).toEqual([`${message} → On n2: flannelctl join`]);
    const [below] = await found(strayed, N1);
    expect(below).toMatch(/ → On n2: flannelctl join$/);
  });

  it.each([
    [
      'subnet',
      { subnet: '10.244.9.0/24' },
      '10.244.9.0/24 on its list as the subnet of n2, which has 10.244.2.0/24',
    ],
    [
      'public IP',
      { publicIP: '192.168.1.9' },
      '192.168.1.9 on its list as the public IP of n2, which has 192.168.1.2',
    ],
    [
      'MAC',
      { data: { vtepMac: MACS.n1 } },
      `${MACS.n1} on its list as the VTEP MAC of n2, which has ${MACS.n2}`,
    ],
  ])('have the list mended that has another %s', async (_, listed, message) => {
    const wrong = nodeOf(1, { peers: [entry(2, listed)] });
    const hint = `On n1: flannelctl join --peer n2=192.168.1.2,10.244.2.0/24,${MACS.n2}`;
    expect(await found(wrong, N2)).toEqual([`n1 has ${message} → ${hint}`]);
    expect(await found(N2, wrong)).toEqual([`n1 has ${message} → ${hint}`]);
  });

  it('with other configurations are to be set alike', async () => {
    const backend = { ...EXAMPLE.backend, port: 4789 };
    const [port] = await found(N1, nodeOf(2, { backend }));
    expect(port?.split(' → ')[1]).toMatch(ALIKE);
    const hostGw = nodeOf(2, { backend: { type: 'host-gw' } });
    expect((await found(N1, hostGw))[0]).toMatch(
      /^the backend differs: vxlan on n1, host-gw on n2 → Set both alike/,
    );
  });

  it('of which one is not on the list of the other', async () => {
    expect(await found(nodeOf(1, { peers: [] }), N2)).toEqual([
      `n1 does not have n2 on its list of nodes → On n1: flannelctl join --peer n2=192.168.1.2,10.244.2.0/24,${MACS.n2}`,
    ]);
  });

  it('have what a node finds itself below what it is found by there', async () => {
    const findings = foldFindings(await compared(N1, nodeOf(2, { edit: link({}, { vni: 7 }) })));
    expect(findings).toMatchObject([
      {
        check: 'OverlayLink',
        on: 'n2',
        message: 'on n2: flannel.1 has another id than expected',
        hint: 'On n2: flannelctl join',
        consequences: [{ check: 'BothEnds', on: 'n2' }],
      },
    ]);
    expect(findings[0]?.fix).toBeUndefined();
  });

  it('are two nodes, and not redacted', async () => {
    await expect(compared(N1, N1)).rejects.toThrow('the bundle is of this node, n1');
    await expect(compared(N1, N2, true)).rejects.toThrow('a redacted bundle can’t be compared');
  });
});
