// What a process and those that it has started have taken, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS = 100;

/** The parent of a process, and the seconds of CPU of it and of the children that it has waited for; undefined once it has ended. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.replace(/^.*\) /s, '').split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), cpu: ticks / TICKS };
  } catch {
    return undefined;
  }
}

/** A process and all below it that run now. */
function treeOf(root) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const all = pids.flatMap((pid) => statOf(Number(pid)) ?? []);
  const tree = all.filter(({ pid }) => pid === root);
  for (const each of tree) tree.push(...all.filter(({ parent }) => parent === each.pid));
  return tree;
}

/** MiB that a process has in memory. */
function residentOf(pid) {
  try {
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return 0;
  }
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Seconds of CPU of a process and all that it has started; MiB of it alone, and with those that run now. */
export function usageOf(root) {
  const tree = treeOf(root);
  const withTools = sum(tree.map(({ pid }) => residentOf(pid)));
  return { cpu: sum(tree.map(({ cpu }) => cpu)), peak: residentOf(root), withTools };
}
