import { brokenHop, type Trace, type TraceHop } from '../../health/index.ts';
import { printable } from '../../text/index.ts';
import { deliveredText, hopObject, labelOf, sightingOf, sizeOf, viewpoint } from './chain.ts';
import { liveVerdict } from './live.ts';

const LINE = 24;
const LEFT = 24;
/** The width of a character of the font below, in pixels. */
const CHARACTER = 7.3;
const COLORS = { ok: '#2e7d32', broken: '#c62828', expected: '#9e9e9e' } as const;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of a host, harmless in XML. */
const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

interface Row {
  readonly hop?: TraceHop;
  readonly text: string;
}

const hopRow = (hop: TraceHop): Row => ({
  hop,
  text: [hop.on, labelOf(hop), hopObject(hop), sizeOf(hop), sightingOf(hop)].filter(Boolean).join('  '),
});

function rowsOf(trace: Trace): Row[] {
  const { request, reply, from, to, live } = trace;
  const stop = brokenHop(trace);
  return [
    { text: `${from.name} → ${to.name}, seen from ${viewpoint(trace)}` },
    ...request.map(hopRow),
    ...(reply.length === 0
      ? []
      : [{ text: `the reply, from ${to.name} to ${from.name}` }, ...reply.map(hopRow)]),
    {
      text: stop?.problem === undefined ? deliveredText(trace) : `broken: ${stop.problem.message}`,
    },
    ...(live === undefined ? [] : [{ text: liveVerdict(live) }]),
  ];
}

function rowText({ hop, text }: Row, i: number, next: Row | undefined): string {
  const y = LINE * (i + 1);
  if (hop === undefined)
    return `<text x="${LEFT - 8}" y="${y + 4}" font-weight="bold">${escaped(text)}</text>`;
  const line =
    next?.hop === undefined
      ? ''
      : `<line x1="${LEFT}" y1="${y}" x2="${LEFT}" y2="${y + LINE}" stroke="#9e9e9e"/>`;
  return `${line}<circle cx="${LEFT}" cy="${y}" r="5" fill="${COLORS[hop.state]}"/><text x="${LEFT + 16}" y="${y + 4}">${escaped(text)}</text>`;
}

/** The path of a packet and of its reply as a drawing. */
export function traceSvg(trace: Trace): string {
  const rows = rowsOf(trace);
  const width = Math.ceil(Math.max(...rows.map(({ text }) => text.length)) * CHARACTER) + 2 * LEFT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${LINE * (rows.length + 1)}" font-family="monospace" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...rows.map((row, i) => rowText(row, i, rows[i + 1])),
    '</svg>',
    '',
  ].join('\n');
}
