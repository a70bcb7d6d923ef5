import { brokenHop, type LivePackets, type Trace } from '../../health/index.ts';
import { counted, printable } from '../../text/index.ts';
import { paint } from '../paint.ts';
import { hasUnseen } from './chain.ts';

function whereLost({ last }: LivePackets): string {
  if (last === undefined) return 'the packet was seen at no link that was watched';
  const what = last.packet === 'request' ? 'the packet' : 'its reply';
  return `${what} was last seen at ${last.interface} of ${last.on}`;
}

/** What became of the packets that were sent, in a line. */
export function liveVerdict(live: LivePackets): string {
  const { sent, answered } = live;
  if (answered === sent) return `${counted(sent, 'packet')} sent, all answered`;
  if (answered > 0) return `${counted(sent, 'packet')} sent, ${answered} answered: some are lost on the way`;
  return `${counted(sent, 'packet')} sent, none answered: ${whereLost(live)}`;
}

const connectionLines = ({ connection, answered }: LivePackets, source: string | undefined): string[] => {
  if (connection === undefined) return [];
  const { isReplied, repliedTo } = connection;
  const words = [
    ...(repliedTo === source ? [] : [`its source became ${repliedTo}`]),
    ...(answered === 0 ? [isReplied ? 'a reply came in' : 'no reply came in'] : []),
  ];
  return words.length === 0 ? [] : [`  conntrack: ${words.join('; ')}`];
};

const isOtherwise = (trace: Trace, { answered }: LivePackets): boolean =>
  (brokenHop(trace) === undefined) !== answered > 0;

/** What the tables say, and packets do not do. */
const differenceLines = (trace: Trace, live: LivePackets): string[] => {
  if (!isOtherwise(trace, live)) return [];
  return live.answered > 0
    ? ['  the packets pass all the same: something has changed meanwhile, or is not in what was read']
    : [
        hasUnseen(trace)
          ? '  by what this node knows they should pass: look at the other end, and at the network between'
          : `  by what was read they should pass: is ${printable(trace.to.name)} there, and does it answer pings?`,
      ];
};

/** What became of the packets that were sent. */
export function liveLines(trace: Trace): string[] {
  const { live, source } = trace;
  if (live === undefined) return [];
  const head = live.answered === live.sent ? paint.green('LIVE') : paint.boldRed('LIVE');
  return [
    `${head}: ${printable(liveVerdict(live))}`,
    ...(live.refusal === undefined ? [] : [`  an error instead: ${printable(live.refusal)}`]),
    ...connectionLines(live, source).map(printable),
    ...live.drops.map((drop) => `  dropped packets meanwhile: ${printable(drop)}`),
    ...differenceLines(trace, live),
  ];
}
