import { isFolder } from '../files.ts';
import type { Fact } from './fact.ts';

/** Whether this process may look at and change the network. */
export const isRoot: Fact<boolean> = {
  name: 'is root',
  read: async () => process.geteuid?.() === 0,
};

/** Whether /proc is there for this process. */
export const hasProc: Fact<boolean> = {
  name: '/proc is mounted',
  read: async () => isFolder('/proc/self/fd'),
};
