/** A release of Debian: what it is called in the tables, and in the archive. */
export interface Release {
  readonly name: string;
  readonly suite: string;
  /** Its own Node.js is new enough; elsewhere the one that runs the tests is used. */
  readonly ownNode: boolean;
  /** The package that names the newest kernel image. */
  readonly kernel: string;
}

export const RELEASES: readonly Release[] = [
  { name: 'Debian 11', suite: 'bullseye', ownNode: false, kernel: 'linux-image-cloud-amd64' },
  { name: 'Debian 12', suite: 'bookworm', ownNode: false, kernel: 'linux-image-cloud-amd64' },
  { name: 'Debian 13', suite: 'trixie', ownNode: true, kernel: 'linux-image-cloud-amd64' },
  { name: 'Debian testing', suite: 'testing', ownNode: true, kernel: 'linux-image-cloud-amd64' },
];

/** What flannelctl drives, what the tests ask, and what they need to run at all. */
export const PACKAGES = [
  'iproute2',
  'nftables',
  'iptables',
  'containernetworking-plugins',
  'util-linux',
  'mount',
  'iputils-ping',
  'procps',
  'kmod',
  'bash',
  'dash',
  'coreutils',
  'findutils',
  'grep',
  'sed',
  'tar',
  'libc-bin',
  'libstdc++6',
];

export function releaseOf(suite: string): Release {
  const release = RELEASES.find((one) => one.suite === suite);
  if (release === undefined) throw new Error(`there is no release ${suite}`);
  return release;
}
