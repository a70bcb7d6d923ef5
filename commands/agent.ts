import os from 'node:os';
import pjson from '../package.json' with { type: 'json' };
import { type ServiceOptions, serveAgent } from '../src/agent/index.ts';
import { Failure } from '../src/errors/index.ts';
import { runService } from '../src/host/index.ts';
import {
  enableAgentService,
  isAgentServiceThere,
  planAgentService,
  type SetUpInput,
} from '../src/node/index.ts';
import { agentServiceDoneText, agentServiceText, writeError, writeOut } from '../src/output/index.ts';
import { agentFlags, type StoreFlags, serviceFlags, storeFlags } from './shared/agent-flags.ts';
import { ask } from './shared/ask.ts';
import { BaseCommand } from './shared/base.ts';
import { reachOf } from './shared/followed-store.ts';
import { fromGoFlags } from './shared/go-flags.ts';
import { storeOf } from './shared/store-of.ts';
import { unitOf, unitWords } from './shared/unit-of.ts';
import { declareHostChange } from './shared/write-errors.ts';

type AgentFlags = Awaited<ReturnType<Agent['readFlags']>>;

const SAY_YES = 'Use --yes to go on without asking, or --dry-run to preview.';

const MINUTE_MS = 60_000;
const RENEW_MARGIN_MINUTES = 60;

export default class Agent extends BaseCommand {
  static override summary =
    'Keep this node up to date from etcd, the Kubernetes API or a file, as flanneld does.';
  static override description =
    `Takes the net-conf and a subnet from the store, publishes this node there, sets it up, and from then on follows the
other nodes: a peer that comes has its route milliseconds later. What the kernel or another program removes is put
back. Nodes with flanneld and nodes with this agent live in one cluster. The flags are flanneld's, and so are the
variables, FLANNELD_ETCD_ENDPOINTS for --etcd-endpoints. Runs until SIGTERM, and then leaves the network as it is.`;
  static override examples = [
    '<%= config.bin %> agent --etcd-endpoints http://10.0.0.1:2379 --iface eth0 --ip-masq',
    '<%= config.bin %> agent --kube-subnet-mgr --ip-masq',
    '<%= config.bin %> agent --nodes plan.yaml --ip-masq',
  ];
  static override flags = { ...agentFlags, ...serviceFlags };

  private async readFlags() {
    // Also where a word is refused before oclif sees it; else it warns that nothing was parsed.
    this.parsed = true;
    const booleans = Object.entries(agentFlags).filter(([, flag]) => 'allowNo' in flag && flag.allowNo);
    const { argv, leftOut } = fromGoFlags(this.argv, new Set(booleans.map(([name]) => name)), process.env);
    if (leftOut.length > 0)
      this.warnOf(
        leftOut.map((name) => ({
          severity: 'warning',
          message: `${name} is a setting of flanneld's that has no meaning here, and is left out`,
        })),
      );
    const { flags } = await this.parse(Agent, [...argv]);
    return withoutEmpty(flags);
  }

  async run(): Promise<void> {
    const flags = await this.readFlags();
    if (flags['print-unit']) return writeOut(await unitOf(flags));
    if (flags['enable-service']) return this.enableService(flags);
    await runService(async (signals) => serveAgent(whatOf(flags), serviceOf(flags), signals));
  }

  /** Has systemd run the agent, after it was shown what that takes. */
  private async enableService(flags: AgentFlags): Promise<void> {
    const words = unitWords(flags);
    await whatOf(flags).store.close();
    const plan = await planAgentService(givenOf(flags), words);
    writeOut(agentServiceText(plan));
    if (flags['dry-run'] || isAgentServiceThere(plan)) return;
    const isAgreed = flags.yes || (await ask('Write the unit, enable and start it?', SAY_YES));
    if (!isAgreed) throw new Failure('declined', 'nothing was changed');
    declareHostChange();
    await enableAgentService(plan);
    writeOut(agentServiceDoneText(plan));
  }
}

/** A text that is empty is none, as with flanneld. */
const withoutEmpty = <T extends object>(flags: T): T =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== '')) as T;

const whatOf = (flags: AgentFlags) => ({
  given: givenOf(flags),
  store: storeOf(flags, flags.node ?? os.hostname().toLowerCase()),
  storeFlags: reachOf(storePart(flags)),
  renewMargin: (flags['subnet-lease-renew-margin'] ?? RENEW_MARGIN_MINUTES) * MINUTE_MS,
  ignored: flags['ignore-preflight-errors'] ?? [],
});

/** The flags among them that say which store it is. */
const storePart = (flags: AgentFlags): StoreFlags =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => name in storeFlags)) as StoreFlags;

const serviceOf = (flags: AgentFlags): ServiceOptions => ({
  version: pjson.version,
  log: { format: flags['log-format'] ?? 'text', level: flags['log-level'] ?? 'info', write: writeError },
  health: { ip: flags['healthz-ip'] ?? '0.0.0.0', port: flags['healthz-port'] ?? 0 },
});

/** oclif gives a variable's value as it is, also where the flag is a list. */
const listOf = (value: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof value === 'string' ? [value] : value;

/** The node's options by flanneld's flags; what is not given is as flanneld has it. */
function givenOf(flags: AgentFlags): SetUpInput {
  const given = {
    node: flags.node,
    iface: listOf(flags.iface),
    ifaceRegex: listOf(flags['iface-regex']),
    ifaceCanReach: flags['iface-can-reach'],
    publicIP: flags['public-ip'],
    publicIPv6: flags['public-ipv6'],
    subnetFile: flags['subnet-file'],
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value.length > 0);
  return {
    root: flags.root,
    peers: [],
    ipMasq: flags['ip-masq'] ?? false,
    ipBlackholeRoute: flags['ip-blackhole-route'] ?? false,
    randomFully: !flags['ip-masq-fully-random-disable'],
    ...(Object.fromEntries(present) as Partial<SetUpInput>),
  };
}
