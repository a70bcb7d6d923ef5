import { lastingPath } from '../files/lasting-path.ts';
import type { Fact } from './fact.ts';

/** The Node and the script that start flannelctl, by paths that an upgrade keeps, if there are any. */
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
