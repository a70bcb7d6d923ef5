import type { TraceHop } from '../../health/index.ts';
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

/** The MTU of a hop's link. */
export const sizeOf = ({ mtu }: TraceHop): string => (mtu === undefined ? '' : `mtu ${mtu}`);

/** What is there, and whether that is only expected. */
export const hopObject = ({ object, state }: TraceHop): string =>
  state === 'expected' ? `${object} (not seen from here)` : object;

interface Widths {
  readonly on: number;
  readonly label: number;
}

const widthsOf = (hops: readonly TraceHop[]): Widths => ({
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
  const { on: onWidth, label: labelWidth } = widthsOf(hops);
  return hops.flatMap((hop, i) => {
    const isSame = hops[i - 1]?.on === hop.on;
    const place = isSame ? '' : printable(hop.on);
    const text = [printable(hopObject(hop)), sizeOf(hop)].filter(Boolean).join('  ');
    const indent = `${' '.repeat(onWidth)}  ${signs.line}  ${' '.repeat(labelWidth)}  `;
    return [
      `${place.padEnd(onWidth)}  ${painted(hop.state, signs[hop.state])}  ${printable(labelOf(hop)).padEnd(labelWidth)}  ${text}`.trimEnd(),
      ...(hop.notes ?? []).map((note) => `${indent}${printable(note)}`),
    ];
  });
}
