import { DEPENDENT_NAMES, DEPENDENTS, type Dependent } from './foreign.ts';
import { type Lines, without } from './lines.ts';

/** A host as one look at it tells, taken apart. */
export interface Sight {
  readonly all: Lines;
  /** What others made and is not as they made it. */
  readonly harmed: Lines;
  /** While the node is down: whatever others did not make, but for strays. */
  readonly extra: Lines;
  /** What flannelctl made, and its state folder without the journal. */
  readonly ours: Lines;
  /** What a killed command may leave until the next one: the journal, files that were being written, an empty folder. */
  readonly strays: Lines;
  /** Foreign routes over links of ours. */
  readonly dependents: readonly Dependent[];
}

/** Settings that go along with ip_forward: while the node is set up they are what forwarding takes. */
const ALONG =
  /^sysctl .*net\.(ipv4\.ip_forward|ipv[46]\.conf\.\S+\.(forwarding|accept_redirects)|bridge\.\S+) = /;

/** Tables and chains that come with the first rule of iptables, whoever's it is. */
const SHARED_CHAINS =
  /^(iptables-save \| \*\w+ (\*|COMMIT|:[A-Z]+ (ACCEPT|-) ?$)|nft list ruleset \| (# Warning|table ip (nat|filter) \{|table ip (nat|filter): (chain [A-Z]+ \{$|chain [A-Z]+: type )))/;

const SHARED_FOLDERS = /^files \| (etc\/cni|etc\/cni\/net\.d|run\/flannel) 40/;

const STRAYS =
  /^files \| (\S+\.flannelctl|var\/lib\/flannelctl\/journal\.ndjson) 100|^files \| var\/lib\/flannelctl 40/;

const settingOf = (line: string): string | undefined => /^sysctl .*\| (\S+) = /.exec(line)?.[1];

/** Settings of links that both have are judged with the foreign part. */
function isShared(line: string, settings: ReadonlySet<string | undefined>): boolean {
  if (SHARED_CHAINS.test(line) || SHARED_FOLDERS.test(line)) return true;
  const setting = settingOf(line);
  return setting !== undefined && settings.has(setting);
}

const dependentOf = (line: string): Dependent | undefined =>
  line.startsWith('ip -d -j route')
    ? DEPENDENT_NAMES.find((dependent) => line.includes(`"dst":"${DEPENDENTS[dependent]}"`))
    : undefined;

/** What others made and we share: once both had their hands in it, nobody can tell whose it is. */
export interface Mixed {
  readonly folders: boolean;
  readonly chains: boolean;
}

const isMixed = (line: string, { folders, chains }: Mixed): boolean =>
  (chains && SHARED_CHAINS.test(line)) || (folders && SHARED_FOLDERS.test(line));

/**
 * Takes a look apart, given what others made.
 * @param isDown whether nothing of ours has a reason to be there, so that shared settings have to be as others left them
 */
export function sightOf(all: Lines, foreign: Lines, isDown: boolean, mixed: Mixed): Sight {
  const settings = new Set(foreign.map(settingOf));
  const rest = without(all, foreign);
  const strays = rest.filter((line) => STRAYS.test(line));
  return {
    all,
    harmed: without(foreign, all).filter((line) => (isDown || !ALONG.test(line)) && !isMixed(line, mixed)),
    extra: isDown ? rest.filter((line) => !STRAYS.test(line) && !isMixed(line, mixed)) : [],
    ours: rest.filter(
      (line) => !STRAYS.test(line) && dependentOf(line) === undefined && !isShared(line, settings),
    ),
    strays: strays.filter((line) => !line.startsWith('files | var/lib/flannelctl 40')),
    dependents: rest.flatMap((line) => dependentOf(line) ?? []).toSorted(),
  };
}

/** Ours without the record's text, which also tells how the node got there. */
export const withoutRecord = (ours: Lines): Lines =>
  ours.map((line) => line.replace(/^(files \| var\/lib\/flannelctl\/node\.json \d+).*/, '$1'));
