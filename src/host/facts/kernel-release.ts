import os from 'node:os';
import type { Fact } from './fact.ts';

/** The release of the kernel, as uname(2) has it. */
export const kernelRelease: Fact<string> = { name: 'kernel release', read: async () => os.release() };

/** For how long the kernel has run, in seconds. */
export const uptime: Fact<number> = { name: 'uptime', read: async () => os.uptime() };
