import { type Bench, isFixed, type Outcome } from './bench.ts';

const isFirst = ({ fault, here }: Outcome): boolean => here.named[0] === fault.first;
const isNamed = ({ fault, here }: Outcome): boolean => here.named.includes(fault.first);
const isMended = ({ after }: Outcome): boolean => after.length === 0;

/** A line of a lab: what came of all faults together. */
export function labLine(name: string, { outcomes, falseAlarms }: Bench): string {
  const sum = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length;
  const mended = `${sum(isMended)} mended (${sum((one) => isMended(one) && isFixed(one.fault))} by diagnose --fix)`;
  return `${name}: ${outcomes.length} injected, ${sum(isFirst)} named first, ${sum(isNamed)} named at all, ${mended}, ${falseAlarms.length} false alarms\n`;
}

/** What the broken node says of each fault, and the other node: without packets, and with packets to the broken one. */
export function bothEndsTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ fault, here, there }) =>
    there === undefined
      ? []
      : [
          [
            fault.name,
            here.named.join(' '),
            there.plain.named.join(' ') || '-',
            there.asked.named.join(' ') || '-',
            there.asked.firstMessage,
          ],
        ],
  );
  const lines = [
    ['FAULT OF n3', 'n3: diagnose', 'n1: diagnose', 'n1: diagnose --peer n3', 'WHAT IT SAYS FIRST'],
    ...rows,
  ];
  return rows.length === 0 ? '' : `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
