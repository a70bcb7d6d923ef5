import { backendText, podMtu } from '../../backends/index.ts';
import type { StatusDocument } from '../../generated/types.d.ts';
import { hasFailed, type NodeStatus } from '../../health/index.ts';
import type { DocumentBody } from '../../text/index.ts';
import { diffDocument } from '../changes/document.ts';
import { familyDocument } from '../node.ts';
import { openTransactionDocument } from '../open-transaction.ts';
import { findingDocuments } from './findings.ts';

const builtByDocument = ({
  process,
}: NonNullable<NodeStatus['flannel']>): NonNullable<StatusDocument['builtBy']> => ({
  program: process?.name ?? 'flanneld',
  ...(process === undefined ? {} : { pid: process.pid }),
});

const agentDocument = ({
  running,
  report,
  isEnabled,
}: NonNullable<NodeStatus['agent']>): NonNullable<StatusDocument['agent']> => ({
  running: running !== undefined,
  enabled: isEnabled,
  ...(report && { report }),
});

/** The status of a node as a document (schemas/status.schema.json). */
export function statusDocument(status: NodeStatus): DocumentBody<StatusDocument> {
  const { name: node, network, flannel, verdict, pods, peers, uplinkFailure, transaction, agent } = status;
  return {
    kind: 'Status',
    well: !hasFailed(status),
    verdict,
    ...(flannel === undefined ? {} : { builtBy: builtByDocument(flannel) }),
    ...(uplinkFailure === undefined
      ? {}
      : { uplinkFailure: uplinkFailure.message, uplinkHint: uplinkFailure.hint ?? '' }),
    ...openTransactionDocument(transaction),
    ...(agent === undefined ? {} : { agent: agentDocument(agent) }),
    node: {
      name: node,
      ...familyDocument(network),
      uplink: network.uplink.name,
      backend: backendText(network.backend),
      bridge: network.bridge,
      mtu: podMtu(network),
      firewall: network.engine,
      uplinkMtu: network.uplink.mtu,
      masquerading: network.ipMasq,
      nexthops: network.kernel.nexthops && flannel === undefined,
    },
    pods: { attached: pods.attached, detached: [...pods.detached] },
    findings: findingDocuments(status),
    peers: peers.map(({ name, family, publicIP, subnet, via, objects, reach }) => ({
      name,
      family,
      publicIP,
      subnet,
      via,
      ...objects,
      reach,
    })),
    matching: status.diff.unchanged,
    drift: diffDocument(status.diff).changes,
  };
}
