import os from 'node:os';
import type { Fact } from './fact.ts';

export const hostName: Fact<string> = { name: 'host name', read: async () => os.hostname() };
