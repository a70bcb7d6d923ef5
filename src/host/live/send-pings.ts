import { Failure } from '../../errors/index.ts';
import { type Address, familyOf } from '../../net/index.ts';
import { entering } from '../exec/entering.ts';
import { run } from '../exec/run.ts';

/** Packets to send. */
export interface PingRequest {
  readonly to: Address;
  /** The size of the whole packet, in bytes. Such a packet is not to be fragmented. */
  readonly size?: number;
  /** How many; one if absent. */
  readonly count?: number;
  /** How long an answer may take, in seconds; one if absent. */
  readonly patience?: number;
  /** The address to send from; the kernel chooses one if absent. */
  readonly from?: Address;
  /** The path of the network namespace to send in; this one if absent. */
  readonly netns?: string;
  /** 16 bytes in hexadecimal digits, which fill the packets. */
  readonly pattern?: string;
}

/** What became of them. */
export interface PingAnswer {
  readonly received: number;
  /** The MTU that this host or a router names, because the packet is too large for it. */
  readonly tooLargeFor?: number;
  /** What this host, or a router, says instead of sending them. */
  readonly refusal?: string;
}

/** The headers of IP and ICMP. */
const HEADERS = { 4: 28, 6: 48 } as const;

/** Sends at an interval, in seconds, that iputils allows everybody. */
const INTERVAL = 0.2;

const sizeArgs = ({ to, size }: PingRequest): string[] =>
  size === undefined ? [] : ['-M', 'do', '-s', String(size - HEADERS[familyOf(to)])];

/** Words of the kernel or of a router about a packet: `From 10.0.0.1 icmp_seq=1 Destination Port Unreachable`. */
const REFUSAL = /^From (\S+) icmp_seq=\d+ (.*)$|^ping: (?:sendmsg|connect|sendto): (.*)$/m;

/** Reads what iputils' ping printed (20180629 to 20250605). */
export function pingAnswer(stdout: string, stderr: string): PingAnswer {
  const all = `${stdout}\n${stderr}`;
  const received = Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
  const mtu = /\bmtu ?[=:] ?(\d+)/.exec(all)?.[1];
  const [, router, said, own] = REFUSAL.exec(all) ?? [];
  const refusal = own ?? (said === undefined ? undefined : `${router}: ${said}`);
  return {
    received,
    ...(mtu === undefined ? {} : { tooLargeFor: Number(mtu) }),
    ...(refusal === undefined || mtu !== undefined ? {} : { refusal }),
  };
}

/** Why nsenter did not get into a network namespace. */
const notEntered = (said: string, netns: string | undefined): Failure =>
  /not permitted|denied/i.test(said)
    ? new Failure('permission', `not permitted to send from ${netns}: ${said}`, {
        hint: 'Run flannelctl as root, outside of any container.',
      })
    : new Failure('unavailable', `cannot send from ${netns}: ${said}`, {
        hint: 'Does the pod still run? Its network namespace is the one that the CNI cache has.',
      });

/** Sends ICMP echo requests, and waits for the answers. A Failure if there is no ping. */
export async function sendPings(request: PingRequest): Promise<PingAnswer> {
  const { to, count = 1, patience = 1 } = request;
  const command = [
    ...entering(request.netns),
    'ping',
    '-n',
    '-c',
    `${count}`,
    '-i',
    `${INTERVAL}`,
    '-W',
    `${patience}`,
    ...sizeArgs(request),
    ...(request.pattern === undefined ? [] : ['-p', request.pattern]),
    ...(request.from === undefined ? [] : ['-I', request.from]),
    to,
  ];
  const { exitCode, stdout, stderr } = await run(command, { cwd: '/', seconds: 10 + count });
  if (exitCode !== 0 && /invalid option|unrecognized option|usage:/i.test(stderr))
    throw new Failure('unavailable', 'this ping can’t send packets of a size that are not fragmented', {
      hint: 'apt-get install iputils-ping',
    });
  if (stderr.startsWith('nsenter: ')) throw notEntered(stderr.trim(), request.netns);
  return pingAnswer(stdout, stderr);
}
