import { ENGINES, initArgs, netConf } from '../host/node.ts';

/** One command, which takes a host from one state to the next. */
export interface ScenarioCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Whether it tries out first what the kernel can. */
  readonly rehearses: boolean;
  /**
   * Which of its calls are tried: all; those up to the last change, where the reads after it are the same as in a command
   * of which all are; those from the first change to the last, where the reads before are the same as well.
   */
  readonly tried: 'all' | 'up to the last change' | 'changes';
}

/** Commands that lead round in a circle: the last one ends where the first begins. */
export type Scenario = readonly ScenarioCommand[];

/** n2 has another address, n3 is gone, n4 is new. */
const CHANGED_PLAN = {
  kind: 'SubnetPlan',
  netConf: JSON.parse(netConf()) as object,
  nodes: [
    { name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24' },
    { name: 'n2', publicIP: '192.168.77.22', subnet: '10.244.2.0/24' },
    { name: 'n4', publicIP: '192.168.77.4', subnet: '10.244.4.0/24' },
  ],
};

const join = (name: string, tried: ScenarioCommand['tried'], ...args: string[]): ScenarioCommand => ({
  name: `join with ${name}`,
  args: ['join', ...args],
  rehearses: true,
  tried,
});

const vxlan = (values: object): string => netConf({ Backend: { Type: 'vxlan', ...values } });

const withVni7 = (EnableNFTables: boolean): string =>
  netConf({ EnableNFTables, Backend: { Type: 'vxlan', VNI: 7 } });

/** Nothing is said of the rule engine, so that it is nft because there is nft: what asks for that matters as well. */
export const WITH_NFT: Scenario = [
  { name: 'init with nft', args: initArgs(), rehearses: true, tried: 'all' },
  { ...join('changed peers', 'all', '--plan', '-', '--no-ip-masq'), input: JSON.stringify(CHANGED_PLAN) },
  join('another MTU and port', 'all', '--net-conf', vxlan({ MTU: 1300, Port: 4790 }), '--ip-masq'),
  join('one peer more', 'all', '--peer', 'n5=192.168.77.5,10.244.5.0/24'),
  { name: 'reset with nft', args: ['reset'], rehearses: false, tried: 'all' },
];

export const WITH_IPTABLES: Scenario = [
  { name: 'init with iptables', args: initArgs(ENGINES[1][1]), rehearses: true, tried: 'changes' },
  join('nft instead of iptables', 'changes', '--net-conf', ENGINES[0][1]),
  join('another VNI', 'changes', '--net-conf', withVni7(true)),
  join('iptables instead of nft', 'changes', '--net-conf', withVni7(false)),
  { name: 'reset with iptables', args: ['reset'], rehearses: false, tried: 'up to the last change' },
];
