import { describe, expect, it } from 'vitest';
import { selectChecks } from '../../../../src/health/diagnose/select.ts';
import { brokenHop, type Trace } from '../../../../src/health/trace/model.ts';
import { traceBy } from '../../../../src/health/trace/trace.ts';
import { recordedFacts } from '../../../../src/host/facts/fact.ts';
import { tableRoutesOf } from '../../../../src/host/facts/tables/routes.ts';
import { traceText } from '../../../../src/output/trace/text.ts';
import { FACTS, LINKS, PEER_MAC, POD_TABLES, ROUTES, TRACED } from './support.ts';

const trace = async (from: string, to: string, facts: object = {}): Promise<Trace> =>
  traceBy(
    TRACED,
    recordedFacts(JSON.parse(JSON.stringify({ ...FACTS, ...facts })) as object as Record<string, unknown>),
    { from, to },
  );

const stop = async (from: string, to: string, facts: object): Promise<string | undefined> =>
  brokenHop(await trace(from, to, facts))?.problem?.message;

const without = (list: readonly object[], key: string, value: string): object[] =>
  list.filter((item) => (item as Record<string, unknown>)[key] !== value);

describe('the path of a packet', () => {
  it('from a pod to a pod of a peer is delivered as far as this node sees', async () => {
    const found = await trace('web-0', '10.244.2.7');
    await expect(traceText(found, true)).toMatchFileSnapshot('../../../golden/trace/pod-to-peer.txt');
    expect(found.largest).toBe(1450);
  });

  it('to a peer’s node is masqueraded where a rule says so', async () => {
    const saved = [
      '*nat',
      ':POSTROUTING ACCEPT [0:0]',
      '-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE',
      'COMMIT',
    ];
    const rules = {
      nft: [],
      saved: [{ variant: 'legacy', family: 'ip', text: saved.join('\n') }],
      iptablesIsNft: false,
    };
    const { masqueraded, reply } = await trace('web-0', 'n2', { 'rules at all hooks': rules });
    expect(masqueraded).toBe('192.168.1.1');
    expect(reply.map(({ interface: link }) => link)).not.toContain('flannel.1');
  });

  it.each<[string, object, string]>([
    [
      'a link that is down',
      { links: LINKS.map((link) => (link.ifname === 'cni0' ? { ...link, flags: [] } : link)) },
      'cni0 is down',
    ],
    [
      'a port off the bridge',
      { links: LINKS.map((link) => ({ ...link, master: undefined })) },
      'veth1 is on no bridge',
    ],
    [
      'no neighbor entry',
      { 'neighbors of all links': [] },
      "there is no neighbor entry for 10.244.2.0 on flannel.1: the MAC of n2's VTEP is not known",
    ],
    ['no FDB entry', { 'FDB entries': [] }, `there is no FDB entry for ${PEER_MAC} on flannel.1`],
    [
      'no route of the peer',
      {
        'routes of all tables': {
          4: tableRoutesOf(without(ROUTES, 'dst', '10.244.2.0/24') as never, 4),
          6: [],
        },
      },
      'no route to 10.244.2.0/24 of n2 is used: the packet goes to 192.168.1.254',
    ],
    [
      'forwarding that is off',
      { 'settings for packets': { 'net/ipv4/conf/cni0/forwarding': '0' } },
      'the kernel does not forward what comes in by cni0: net.ipv4.conf.cni0.forwarding is 0',
    ],
    [
      'a pod that is gone',
      { 'tables in /run/netns/web': { tables: { ...POD_TABLES, links: [] } } },
      'there is no link eth0',
    ],
  ])('breaks at %s', async (_, facts, message) => {
    expect(await stop('web-0', '10.244.2.7', facts)).toBe(message);
  });

  it('names the check that finds the same', async () => {
    const found = await trace('web-0', '10.244.2.7', { 'FDB entries': [] });
    expect(brokenHop(found)?.problem?.check).toBe('PeerFdb');
    expect(() => selectChecks(['PeerFdb'], [])).not.toThrow();
  });

  it('of a name that is not known is refused, with those that are', async () => {
    await expect(trace('web-1', 'n2')).rejects.toMatchObject({
      exit: 'usage',
      hint: expect.stringContaining('peers: n2; pods of this node: web-0'),
    });
    await expect(trace('10.244.2.7', 'n2')).rejects.toMatchObject({ hint: 'Run it on n2.' });
  });
});
