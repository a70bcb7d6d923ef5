import { readText } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** Local UDP ports in use in this network namespace, by processes or by the kernel's own tunnels. */
export const udpPorts: Fact<readonly number[]> = {
  name: 'UDP ports',
  read: async () => {
    const tables = await Promise.all(['/proc/net/udp', '/proc/net/udp6'].map(async (file) => readText(file)));
    const lines = tables.flatMap((text) => (text ?? '').split('\n').slice(1));
    const ports = lines.flatMap((line) => /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /.exec(line)?.[1] ?? []);
    return [...new Set(ports.map((hex) => Number.parseInt(hex, 16)))];
  },
};
