import { brokenHop, type Endpoint, type Trace, type TraceHop } from '../../health/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';
import { chainOf, deliveredText, hasUnseen, viewpoint } from './chain.ts';
import { liveLines } from './live.ts';

const named = ({ name, address, place }: Endpoint, shown: string | undefined): string => {
  const at = place.at === 'peer' && place.peer.name !== name ? ` on ${place.peer.name}` : '';
  const numbers = shown ?? address;
  return `${name}${numbers === undefined || numbers === name ? '' : ` (${numbers})`}${at}`;
};

/** Why a path ends, below its last hop. */
const problemLines = ({ node, on, interface: link, kind, problem }: TraceHop): string[] =>
  problem === undefined
    ? []
    : [
        `${paint.boldRed('BROKEN')} at ${printable(`${link ?? kind} of ${on}: ${problem.message}`)}`,
        `  → flannelctl diagnose ${problem.check}${node === undefined ? '' : printable(` (on ${node})`)}`,
      ];

/** What was found out, in a line or two. */
function verdictLines(trace: Trace): string[] {
  const stop = brokenHop(trace);
  if (stop !== undefined) return problemLines(stop);
  const size = trace.largest === undefined ? '' : `; packets up to ${trace.largest} bytes pass in one piece`;
  return [
    `${paint.green('OK')}: ${deliveredText(trace)}${size}`,
    ...(hasUnseen(trace) ? elsewhere(trace) : []),
  ];
}

/** The same path as another node sees it. */
function elsewhere({ from, to, source, masqueraded, destination }: Trace): string[] {
  const [place] = [from.place, to.place].filter(({ at }) => at === 'peer');
  const sender = masqueraded ?? source ?? from.name;
  return place?.at === 'peer'
    ? [`  → what is not seen from here: flannelctl trace ${sender} ${destination} (on ${place.peer.name})`]
    : [];
}

/** The path of a packet and of its reply as a picture of text. @param isUnicode whether the terminal has the characters */
export function traceText(trace: Trace, isUnicode: boolean): string {
  const { from, to, source, destination, request, reply } = trace;
  const [there, back] = [named(from, source), named(to, destination)];
  return [
    paint.bold(printable(`${there} ${isUnicode ? '→' : '->'} ${back}, seen from ${viewpoint(trace)}`)),
    '',
    ...chainOf(request, isUnicode),
    ...(reply.length === 0
      ? []
      : [
          '',
          paint.bold(printable(`the reply, from ${to.name} to ${from.name}`)),
          '',
          ...chainOf(reply, isUnicode),
        ]),
    '',
    ...verdictLines(trace),
    ...liveLines(trace),
  ].join('\n');
}
