import { lastingPath } from '../lasting-path.ts';
import type { Fact } from './fact.ts';

/** What starts flannelctl: a Node and the script that it runs, by paths that outlast an upgrade as far as there are any. */
export interface ProgramPaths {
  readonly node: string;
  readonly script: string;
}

export const programPaths: Fact<ProgramPaths> = {
  name: 'paths of the program',
  read: async () => ({
    node: lastingPath(process.execPath, ['node', 'nodejs']),
    script: lastingPath(process.argv[1] ?? '', ['flannelctl']),
  }),
};
