import { readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** Counters of this network namespace since it exists, by the names of nstat(8), such as `IpFragCreates`. */
export type ProtocolCounters = Readonly<Record<string, number>>;

const columns = (line: string): string[] => line.trim().split(/\s+/).slice(1);

/** The counters of /proc/net/snmp or /proc/net/netstat: a line of names, then a line of values. */
function namedInPairs(text: string): [string, number][] {
  const lines = text.split('\n');
  return lines.flatMap((line, i): [string, number][] => {
    const [, group] = /^(\w+): [A-Za-z]/.exec(line) ?? [];
    const values = lines[i + 1];
    if (group === undefined || values?.startsWith(`${group}: `) !== true) return [];
    const numbers = columns(values);
    return columns(line).map((name, at) => [`${group}${name}`, Number(numbers[at])]);
  });
}

/** The counters of /proc/net/snmp6: a name and a value a line. */
const namedByLine = (text: string): [string, number][] =>
  [...text.matchAll(/^(\w+)\s+(\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]);

/** The counters in the texts of the three files; a file of another form has none. */
export const countersOf = (snmp: string, netstat: string, snmp6: string): ProtocolCounters =>
  Object.fromEntries(
    [...namedInPairs(snmp), ...namedInPairs(netstat), ...namedByLine(snmp6)].filter(([, value]) =>
      Number.isFinite(value),
    ),
  );

export const protocolCounters: Fact<ProtocolCounters> = {
  name: 'counters of protocols',
  read: async () => {
    const [snmp = '', netstat = '', snmp6 = ''] = await Promise.all(
      ['snmp', 'netstat', 'snmp6'].map(async (file) => readText(`/proc/net/${file}`)),
    );
    return countersOf(snmp, netstat, snmp6);
  },
};
