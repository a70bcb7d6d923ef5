import { describe, expect, type TestContext } from 'vitest';
import type { CliResult } from '../../support/cli/cli.ts';
import type { Host } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initArgs, initN1, netConf, peerFlags } from '../../support/host/node.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import { type StandIns, standIns } from '../../support/transactions/gates.ts';
import { expectState, stateOf, test } from '../../support/transactions/running.ts';

type Cleanup = Pick<TestContext, 'onTestFinished'>;

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const;

/** A command, and what has to be there before. */
interface SignalledCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly prepare: (host: Host) => Promise<unknown>;
  /** The first changing call that is of the transaction; before it init and join try the kernel out. */
  readonly first: number;
  /** How many changing calls there are at least. */
  readonly batches: number;
  /** How many of the signals are tried: in turn, or where every moment is wanted each at every batch. */
  readonly signals: 1 | 3;
}

/** Another VNI and port, a peer that moves and one that is new. */
const CHANGES = [
  '--net-conf',
  netConf({ EnableNFTables: true, Backend: { Type: 'vxlan', VNI: 7, Port: 4790 } }),
  ...peerFlags('n2=192.168.77.22,10.244.2.0/24', 'n4=192.168.77.4,10.244.4.0/24'),
];

const NFT = ENGINES[0][1];
const IPTABLES = ENGINES[1][1];

const COMMANDS: readonly SignalledCommand[] = [
  { name: 'init', args: initArgs(NFT), prepare: async () => {}, first: 2, batches: 6, signals: 3 },
  {
    name: 'init with iptables',
    args: initArgs(IPTABLES),
    prepare: async () => {},
    first: 2,
    batches: 6,
    signals: 1,
  },
  {
    name: 'join with changes',
    args: ['join', ...CHANGES],
    prepare: async (host) => initN1(host, NFT),
    first: 2,
    batches: 5,
    signals: 3,
  },
  {
    name: 'reset',
    args: ['reset'],
    prepare: async (host) => initN1(host, NFT),
    first: 1,
    batches: 5,
    signals: 3,
  },
];

const signalAt = (n: number, signal: string): string =>
  `[ "$n" -eq ${n} ] && { kill -${signal.slice('SIG'.length)} "$PPID"; : > "$folder/sent"; }`;

/** Runs a command whose n-th changing call sends it a signal; undefined if it has no n-th. */
async function signalled(
  host: Host,
  args: readonly string[],
  tools: StandIns,
): Promise<CliResult | undefined> {
  const result = await host.flannelctl([...args, '--yes'], tools);
  if (await tools.has('sent')) return result;
  expectExit(result, 0);
  return undefined;
}

/** Sends the signal at the batches that it is tried at, until there are no more; gives at least how many there are. */
async function signalEverywhere(
  host: Host,
  { args, prepare, first, signals }: SignalledCommand,
  turn: number,
  cleanup: Cleanup,
): Promise<number> {
  const [signal, exitCode] = SIGNALS[turn] ?? SIGNALS[0];
  await prepare(host);
  const before = await stateOf(host);
  const [from, step] = EVERY_MOMENT ? [first, 1] : [first + turn, signals];
  for (let n = from; ; n += step) {
    const tools = await standIns(cleanup, signalAt(n, signal));
    const result = await signalled(host, args, tools);
    if (result === undefined) return n - first;
    expect(expectExit(result, exitCode).stderr).toContain('the host is as it was before');
    expect((await tools.ended()).filter((line) => !line.endsWith(' 0'))).toEqual([]);
    await expectState(host, before);
  }
}

describe.concurrent('at any batch the host is rolled back', () => {
  const cases = COMMANDS.flatMap((command) =>
    SIGNALS.slice(0, command.signals).map(([signal], turn) => [signal, command.name, command, turn] as const),
  );
  test.for(cases)('after %s: %s', async ([, , command, turn], { host, onTestFinished }) => {
    const count = await signalEverywhere(host, command, turn, { onTestFinished });
    expect(count).toBeGreaterThanOrEqual(command.batches);
  });
});

describe.concurrent('on the way back', () => {
  test('no signal is heeded', async ({ host, onTestFinished }) => {
    const before = await stateOf(host);
    const fail = '[ "$n" -eq 4 ] && { cat > /dev/null; echo "made to fail" >&2; exit 2; }';
    const disturb =
      '[ "$n" -gt 4 ] && for name in INT TERM HUP INT; do kill "-$name" "$PPID"; : > "$folder/sent"; done';
    const tools = await standIns({ onTestFinished }, `${fail}\n${disturb}`);
    const result = await host.flannelctl([...initArgs(), '--yes'], tools);
    expect(expectExit(result, 5).stderr).toContain('made to fail');
    expect(await tools.has('sent')).toBe(true);
    await expectState(host, before);
  });

  test('the first signal counts', async ({ host, onTestFinished }) => {
    const before = await stateOf(host);
    const all = 'for name in TERM INT HUP TERM; do kill "-$name" "$PPID"; sleep 0.1; done';
    const tools = await standIns({ onTestFinished }, `[ "$n" -ge 3 ] && { ${all}; }`);
    expectExit(await host.flannelctl([...initArgs(), '--yes'], tools), 143);
    await expectState(host, before);
  });
});
