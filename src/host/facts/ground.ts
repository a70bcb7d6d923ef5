import { isFolder } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** Whether this process may read and change the network. */
export const isRoot: Fact<boolean> = {
  name: 'is root',
  read: async () => process.geteuid?.() === 0,
};

/** Whether this process has /proc. */
export const hasProc: Fact<boolean> = {
  name: '/proc is mounted',
  read: async () => isFolder('/proc/self/fd'),
};
