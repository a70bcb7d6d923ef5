import type { Trace, TraceHop } from '../../health/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';

/** What a line begins with, by the state of its hop. */
const SIGNS = {
  unicode: { ok: '●', broken: '✖', expected: '○', line: '│' },
  ascii: { ok: '*', broken: 'X', expected: 'o', line: '|' },
} as const;

/** A hop's name in the picture: its interface, or what it is. */
export const labelOf = ({ kind, interface: link }: TraceHop): string =>
  link === undefined || kind === 'neighbor' || kind === 'fdb' ? kind : link;

/** Where the path is seen from: one node, or both. */
export const viewpoint = ({ node, farNode }: Trace): string =>
  farNode === undefined ? node : `${node} and ${farNode}`;

const isExpected = ({ state }: TraceHop): boolean => state === 'expected';

/** Whether a part of the path is on a host that is not seen. */
export const hasUnseen = ({ request, reply }: Trace): boolean => [...request, ...reply].some(isExpected);

/** What is said of a path that does not break. */
export const deliveredText = (trace: Trace): string =>
  hasUnseen(trace) ? 'delivered as far as this node can see' : 'delivered';

/** The MTU of a hop's link. */
export const sizeOf = ({ mtu }: TraceHop): string => (mtu === undefined ? '' : `mtu ${mtu}`);

/** What is there, and whether that is only expected. */
export const hopObject = ({ object, state }: TraceHop): string =>
  state === 'expected' ? `${object} (not seen from here)` : object;

const SIGHTINGS = { yes: 'seen', no: 'not seen', unclear: 'unclear' } as const;

/** Whether packets that were sent were seen at a hop; empty where nobody watched. */
export const sightingOf = ({ sighting }: TraceHop): string =>
  sighting === undefined ? '' : SIGHTINGS[sighting.seen];

function paintedSighting(hop: TraceHop, width: number): string {
  if (width === 0) return '';
  const text = `${sightingOf(hop).padEnd(width)}  `;
  if (hop.sighting?.seen === 'no') return paint.boldRed(text);
  return hop.sighting?.seen === 'yes' ? paint.green(text) : text;
}

interface Widths {
  /** Without packets that were sent there is no such column. */
  readonly sighting: number;
  readonly on: number;
  readonly label: number;
}

const widthsOf = (hops: readonly TraceHop[]): Widths => ({
  sighting: Math.max(...hops.map((hop) => sightingOf(hop).length)),
  on: Math.max(...hops.map(({ on }) => printable(on).length)),
  label: Math.max(...hops.map((hop) => printable(labelOf(hop)).length)),
});

function painted(state: TraceHop['state'], sign: string): string {
  if (state === 'broken') return paint.boldRed(sign);
  return state === 'ok' ? paint.green(sign) : sign;
}

/** The hops as a vertical chain: whose namespace, the interface, the object as it is printed, its MTU. */
export function chainOf(hops: readonly TraceHop[], isUnicode: boolean): string[] {
  if (hops.length === 0) return [];
  const signs = isUnicode ? SIGNS.unicode : SIGNS.ascii;
  const { sighting, on: onWidth, label: labelWidth } = widthsOf(hops);
  return hops.flatMap((hop, i) => {
    const isSame = hops[i - 1]?.on === hop.on;
    const place = isSame ? '' : printable(hop.on);
    const text = [printable(hopObject(hop)), sizeOf(hop)].filter(Boolean).join('  ');
    const indent = `${' '.repeat(onWidth)}  ${signs.line}  ${' '.repeat(sighting === 0 ? 0 : sighting + 2)}${' '.repeat(labelWidth)}  `;
    return [
      `${place.padEnd(onWidth)}  ${painted(hop.state, signs[hop.state])}  ${paintedSighting(hop, sighting)}${printable(labelOf(hop)).padEnd(labelWidth)}  ${text}`.trimEnd(),
      ...(hop.notes ?? []).map((note) => `${indent}${printable(note)}`),
    ];
  });
}
