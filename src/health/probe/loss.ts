import { type Finding, outage } from '../../checks/index.ts';
import { type Counters, RULE } from '../../host/index.ts';
import { type LossMeasurement, type PathMeasurement, SENT } from './measure.ts';

interface Lost extends PathMeasurement {
  readonly loss: LossMeasurement;
}

const count = (grown: Counters, name: string): number => grown.get(name) ?? 0;

const hasAll = (grown: Counters, name: string): boolean => count(grown, name) >= SENT;

/** The counters that have to do with a loss, as evidence. */
const counted = (grown: Counters, ...names: readonly string[]): string[] =>
  names.map((name) => `${name} +${count(grown, name)}`);

const sentLine = ({ path, loss }: Lost): string =>
  `ping -c ${SENT} ${path.target}: ${loss.answer.received} of ${SENT} answered${loss.answer.refusal === undefined ? '' : ` (${loss.answer.refusal})`}`;

/** What a fault shows itself by, and what is said of it. */
type Fingerprint = (lost: Lost, asker: Asker) => Finding | undefined;

/** Pods of the peer, in a sentence. */
const podsOf = ({ path }: PathMeasurement): string => `Pods of this node do not reach pods of ${path.peer}.`;

const told = (lost: Lost, message: string, hint: string, evidence: readonly string[] = []): Finding =>
  outage(message, hint, { evidence: [sentLine(lost), ...evidence], impact: podsOf(lost) });

const refusedHere: Fingerprint = (lost, { repair }) => {
  const { refusal = '' } = lost.loss.answer;
  if (refusal === 'Operation not permitted')
    return told(
      lost,
      `the firewall of this node drops what it sends to ${lost.path.target} of ${lost.path.peer}`,
      'Find the rule: nft list ruleset; iptables-save. Let packets to the pod network pass.',
      droppedBy(lost.loss.grown),
    );
  if (!/^(?:Network is unreachable|Invalid argument|No route to host)$/.test(refusal)) return undefined;
  return told(lost, `this node has no route to ${lost.path.target} of ${lost.path.peer}`, repair);
};

/** The rules that dropped packets meanwhile. */
const droppedBy = (grown: Counters): string[] =>
  [...grown].flatMap(([name, packets]) =>
    name.startsWith(RULE) ? [`${name.slice(RULE.length)} +${packets}`] : [],
  );

/**
 * A vxlan link drops packets without an FDB entry, and asks in vain for a neighbor without an entry. Multicast it always
 * drops, so that this alone says nothing.
 */
const droppedByTunnel: Fingerprint = (lost, { repair }) => {
  const { path, loss } = lost;
  if (path.tunnel === undefined) return undefined;
  const { link } = path.tunnel;
  if (count(loss.grown, `${link} tx.dropped`) === 0 || count(loss.grown, `${link} tx.packets`) > 0)
    return undefined;
  return told(
    lost,
    `${link} drops what is for ${path.peer}: it has no neighbor entry or no FDB entry for it`,
    repair,
    counted(loss.grown, `${link} tx.dropped`, `${link} tx.packets`),
  );
};

const underlayIsDead: Fingerprint = (lost) => {
  const { path, underlay, loss } = lost;
  if (underlay.received > 0) return undefined;
  if (loss.isUnresolved)
    return told(
      lost,
      `nobody has the address ${path.publicIP} of ${path.peer} on the underlay: it is down, or has another address`,
      `Is ${path.peer} up, and is ${path.publicIP} its address? If it has another: flannelctl join with the new one.`,
      [`ip neigh show ${path.publicIP}: FAILED`],
    );
  const refusal = underlay.refusal === undefined ? '' : ` (${underlay.refusal})`;
  if (loss.portRefusal === 'ECONNREFUSED') return undefined;
  return told(
    lost,
    `${path.peer} answers neither at its public IP ${path.publicIP} nor on the pod network`,
    `Look at the underlay: ping ${path.publicIP}; then at ${path.peer}: is it up, and is its uplink?`,
    [`ping ${path.publicIP}: no answer${refusal}`],
  );
};

/** The kernel, or REJECT in a firewall, answers with ICMP port unreachable. */
const portIsClosed: Fingerprint = (lost) => {
  const { path, loss } = lost;
  const refused = count(loss.grown, 'IcmpInDestUnreachs') + count(loss.grown, 'Icmp6InDestUnreachs');
  if (path.tunnel === undefined || (loss.portRefusal !== 'ECONNREFUSED' && refused < SENT)) return undefined;
  const { port } = path.tunnel;
  return told(
    lost,
    `UDP port ${port} of ${path.peer} (${path.publicIP}) is closed: no overlay link listens there, or its firewall rejects it`,
    `On ${path.peer}: ss -lun | grep ${port}. Is its Backend.Port the same, is its overlay link up, does its firewall let UDP ${port} in?`,
    [
      ...(loss.portRefusal === undefined
        ? []
        : [`a packet to UDP ${path.publicIP}:${port}: ${loss.portRefusal}`]),
      ...counted(loss.grown, 'IcmpInDestUnreachs'),
    ],
  );
};

/** Answers arrive, but with the MAC that flannel.1 had before, or has on the peer's list. */
const staleMac: Fingerprint = (lost) => {
  const { path, loss } = lost;
  const link = path.tunnel?.link;
  if (link === undefined || !hasAll(loss.grown, `${link} rx.otherhost`)) return undefined;
  return told(
    lost,
    `${path.peer} sends to another MAC than that of ${link}: it has an old one for this node`,
    `On ${path.peer}: flannelctl join with the list of nodes as it is now.`,
    counted(loss.grown, `${link} rx.otherhost`),
  );
};

/** Outer packets arrive at the port, but none comes out of the overlay link. */
const otherVni: Fingerprint = (lost) => {
  const { path, loss } = lost;
  const link = path.tunnel?.link;
  if (link === undefined || !hasAll(loss.grown, 'UdpInDatagrams')) return undefined;
  if (count(loss.grown, `${link} rx.packets`) > 0) return undefined;
  return told(
    lost,
    `packets of ${path.peer} arrive at this node's port, but with another VNI than ${link} has`,
    'Compare: ip -d link show type vxlan, on both nodes. The net-conf has to have one VNI for all.',
    counted(loss.grown, 'UdpInDatagrams', `${link} rx.packets`),
  );
};

/** Counters that name their fault themselves. */
const NAMED: readonly {
  readonly counter: string;
  readonly say: (lost: Lost) => readonly [string, string];
}[] = [
  {
    counter: 'UdpNoPorts',
    say: ({ path }) => [
      `packets of ${path.peer} arrive at a UDP port where nothing listens on this node`,
      'Compare the port on both nodes: ip -d link show type vxlan. Is the overlay link up?',
    ],
  },
  {
    counter: 'TcpExtIPReversePathFilter',
    say: ({ path }) => [
      `the reverse path filter of this node drops answers of ${path.peer}`,
      `Replies take another link: ip route get ${path.target}. Delete the route, or set rp_filter to 2.`,
    ],
  },
  {
    counter: 'UdpInCsumErrors',
    say: ({ path }) => [
      `packets of ${path.peer} arrive with a wrong UDP checksum`,
      `On ${path.peer}: ethtool -K ${path.tunnel?.link ?? 'flannel.1'} tx-checksum-ip-generic off`,
    ],
  },
  {
    counter: 'IpInAddrErrors',
    say: ({ path }) => [
      `answers of ${path.peer} arrive, but they are for no address of this node, and it does not forward`,
      'sysctl net.ipv4.ip_forward; is the address of the overlay link right?',
    ],
  },
];

const namedByCounter: Fingerprint = (lost) => {
  const found = NAMED.find(({ counter }) => hasAll(lost.loss.grown, counter));
  if (found === undefined) return undefined;
  const [message, hint] = found.say(lost);
  return told(lost, message, hint, counted(lost.loss.grown, found.counter));
};

const droppedByRule: Fingerprint = (lost) => {
  const rules = droppedBy(lost.loss.grown);
  if (rules.length === 0) return undefined;
  return told(
    lost,
    `a firewall rule of this node dropped packets while ${lost.path.peer} was asked`,
    'Let packets of the pod network and of the overlay pass before it.',
    rules,
  );
};

const answersArrive: Fingerprint = (lost) => {
  const link = lost.path.tunnel?.link;
  if (link === undefined || !hasAll(lost.loss.grown, `${link} rx.packets`)) return undefined;
  return told(
    lost,
    `answers of ${lost.path.peer} arrive on ${link}, and this node drops them`,
    'Look at its firewall: nft list ruleset; iptables-save -c.',
    counted(lost.loss.grown, `${link} rx.packets`),
  );
};

/** In the order of how much they say. */
const FINGERPRINTS: readonly Fingerprint[] = [
  refusedHere,
  droppedByTunnel,
  staleMac,
  namedByCounter,
  portIsClosed,
  otherVni,
  droppedByRule,
  answersArrive,
  underlayIsDead,
];

/** What is said where this node can't know more. */
function onlyTheOtherKnows(lost: Lost, { self, suspects }: Asker): Finding {
  const { path, loss } = lost;
  const link = path.tunnel?.link;
  const words = link === undefined ? path.target : `${link} to ${path.publicIP}:${path.tunnel?.port}`;
  return told(
    lost,
    `${path.peer} does not answer on the pod network${suspects.length === 0 ? ', and nothing wrong is found here' : ''}`,
    `On ${path.peer}: flannelctl diagnose --peer ${self}`,
    [
      `sent by ${words}${link === undefined ? '' : `: ${counted(loss.grown, `${link} tx.packets`)[0]}`}, nothing came back`,
      `ping ${path.publicIP}: ${lost.underlay.received > 0 ? 'answered' : 'no answer'}`,
    ],
  );
}

/** The node that asks. */
export interface Asker {
  /** Its name, for what is to be typed on the peer. */
  readonly self: string;
  /** What restores its network. */
  readonly repair: string;
  /** Its checks that have found what cuts pods off: a loss is likely to come from that. */
  readonly suspects: readonly string[];
}

/** Why a peer does not answer, as far as this node can know. */
export function lossFinding(lost: Lost, asker: Asker): Finding {
  for (const fingerprint of FINGERPRINTS) {
    const finding = fingerprint(lost, asker);
    if (finding !== undefined) return finding;
  }
  return onlyTheOtherKnows(lost, asker);
}
