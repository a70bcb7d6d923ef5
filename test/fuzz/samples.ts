import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Larger samples only make it slow. */
const LONGEST = 12_000;

/** The samples of a repository: files below its folder of tests. */
export const samplesOf =
  (repository: string) =>
  (...files: readonly string[]): string[] =>
    files
      .map((file) => readFileSync(path.join(repository, 'test', file), 'utf8'))
      .map((text) => (text.length > LONGEST ? text.slice(0, LONGEST) : text));

export type Samples = ReturnType<typeof samplesOf>;

const TOOLS = {
  iproute2: ['5.9.0', '6.1.0', '6.15.0', '7.2.0'],
  nft: ['0.9.8', '1.0.6', '1.1.3', '1.1.7'],
  iptables: ['1.8.7-nft', '1.8.13-legacy'],
} as const;

/** What each version of a tool printed. */
export const ofTool = (tool: keyof typeof TOOLS, ...files: readonly string[]): string[] =>
  TOOLS[tool].flatMap((version) => files.map((file) => `golden/tools/${tool}-${version}/${file}`));
