import type { HopDocument, LiveDocument, TraceDocument, TraceEndDocument } from '../../generated/types.d.ts';
import { brokenHop, type Endpoint, type LivePackets, type Trace, type TraceHop } from '../../health/index.ts';
import type { DocumentBody } from '../../text/index.ts';

const endDocument = ({ kind, name, address, place }: Endpoint): TraceEndDocument => ({
  kind,
  name,
  ...(address === undefined ? {} : { address }),
  at: place.at,
  ...(place.at === 'peer' ? { peer: place.peer.name } : {}),
});

function hopDocument({ newSource, notes = [], problem, sends, ...hop }: TraceHop): HopDocument {
  return {
    ...hop,
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    ...(newSource === undefined ? {} : { newSource }),
    ...(problem === undefined ? {} : { problem: problem.message, check: problem.check }),
  };
}

const liveDocument = ({ connection, drops, ...live }: LivePackets): LiveDocument => ({
  ...live,
  ...(connection === undefined
    ? {}
    : { connection: { replied: connection.isReplied, repliedTo: connection.repliedTo } }),
  drops: [...drops],
});

/** The document that trace prints (schemas/trace.schema.json). */
export const traceDocument = (trace: Trace): DocumentBody<TraceDocument> => ({
  kind: 'Trace',
  node: trace.node,
  ...(trace.farNode === undefined ? {} : { farNode: trace.farNode }),
  verdict: brokenHop(trace) === undefined ? 'delivered' : 'broken',
  from: endDocument(trace.from),
  to: endDocument(trace.to),
  family: trace.family === 4 ? 'ipv4' : 'ipv6',
  ...(trace.source === undefined ? {} : { source: trace.source }),
  ...(trace.masqueraded === undefined ? {} : { masqueraded: trace.masqueraded }),
  destination: trace.destination,
  ...(trace.largest === undefined ? {} : { largest: trace.largest }),
  ...(trace.live === undefined ? {} : { live: liveDocument(trace.live) }),
  request: trace.request.map(hopDocument),
  reply: trace.reply.map(hopDocument),
});
