import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../src/errors/index.ts';
import {
  type CheckSelection,
  choiceOf,
  type Diagnosis,
  diagnoseBundle,
  diagnoseNode,
  type GroupedCheck,
  isHealthy,
  knownChecks,
  mendableIn,
  selectChecks,
} from '../src/health/index.ts';
import { refuseReportPlace, writeReportFile } from '../src/host/index.ts';
import { fixNode, type NodeDiff } from '../src/node/index.ts';
import {
  checkListDocument,
  checkListText,
  diagnosisDocument,
  diagnosisJunit,
  diagnosisText,
  fixQuestion,
  mendedDocument,
  preparedText,
  writeOut,
} from '../src/output/index.ts';
import { ask, hasTerminal } from './shared/ask.ts';
import { ChangeCommand, type ChangeFlags, stoppedText } from './shared/change.ts';
import { changeFlags, rootFlag } from './shared/node-flags.ts';
import { onlyWith } from './shared/only-with.ts';

const { 'detailed-exitcode': _, ...fixFlags } = changeFlags;

/** The flags that say which facts are checked. */
interface LookFlags {
  readonly root: string;
  readonly from: string | undefined;
  readonly peer: readonly string[] | undefined;
  readonly probe: boolean;
  readonly 'from-peer': string | undefined;
}

interface FixFlags extends Omit<ChangeFlags, 'detailed-exitcode'>, LookFlags {
  readonly 'fix-only': readonly string[] | undefined;
}

/** The line between the diff of the fixes and what is found afterwards. */
function endText(result: Awaited<ReturnType<typeof fixNode>>['result'], flags: FixFlags): string {
  if (result === 'planned') return stoppedText(flags);
  return result === 'applied' ? '\nDone. Verified: the fixes are in place.\n' : '';
}

export default class Diagnose extends ChangeCommand {
  static override summary = 'Say what is wrong with this node’s network, what it means, and what mends it.';
  static override description =
    `Runs every check, or those that are named. The worst comes first: an OUTAGE cuts pods off, an error has changes
refused, a warning does neither. For each: what was read, what it means for traffic, and what to do. What is gone once
something else is mended is listed below that. Ends with 11 if there is more than warnings, or if the host differs from
the saved configuration.

With --fix the fixes become one diff, which is shown, asked for, applied, verified, and rolled back if it fails; then
the checks are run again. Fixes that cost something are asked for one by one, and left where nobody can be asked, unless
they are named by --fix-only. Without --fix nothing is changed.

No packets are sent, unless --peer or --probe asks for it: pings by the underlay and by the pod network, small ones and
large ones, and a packet to the peer's UDP port. What this host counts meanwhile tells why they are lost.`;
  static override examples = [
    '<%= config.bin %> diagnose',
    '<%= config.bin %> diagnose firewall Routes',
    '<%= config.bin %> diagnose --ignore CniPlugins,Uplink --junit-file diagnose.xml',
    '<%= config.bin %> diagnose --peer n3',
    '<%= config.bin %> diagnose --from n3.json',
    '<%= config.bin %> diagnose --list',
    '<%= config.bin %> diagnose -o json',
    '<%= config.bin %> diagnose --fix --dry-run',
    '<%= config.bin %> diagnose --fix --yes',
    '<%= config.bin %> diagnose --fix --fix-only PeerRoutes,ReversePath',
  ];
  static override args = {
    checks: Args.string({
      name: 'CHECK|GROUP',
      multiple: true,
      ignoreStdin: true,
      description: 'Run these checks only, by the names that --list prints.',
    }),
  };
  static override flags = {
    ...rootFlag,
    list: Flags.boolean({
      summary: 'List the checks, and what somebody sees where they find something; run none.',
      exclusive: ['ignore', 'junit-file', 'fix'],
    }),
    ignore: Flags.string({
      delimiter: ',',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CHECK',
      summary: 'Leave these checks or groups out. Can be given more than once.',
    }),
    from: Flags.string({
      helpValue: 'FILE',
      summary: 'Check what `flannelctl gather` wrote, of any node, in place of this host; - for stdin.',
      exclusive: ['list', 'fix', 'peer', 'probe', 'from-peer'],
    }),
    peer: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NODE',
      summary: 'Also send packets to this peer, and find why they are lost. Can be given more than once.',
      exclusive: ['list', 'probe'],
    }),
    probe: Flags.boolean({
      summary: 'The same with all peers, or 32 of them where there are more.',
      exclusive: ['list'],
    }),
    'from-peer': Flags.string({
      helpValue: 'FILE',
      summary: 'Also compare this node with a peer, by what `flannelctl gather` wrote there; - for stdin.',
      exclusive: ['list'],
    }),
    'junit-file': Flags.string({
      helpValue: 'FILE',
      summary: 'Also write the result there as JUnit XML, for CI systems.',
    }),
    fix: Flags.boolean({ summary: 'Mend what flannelctl can mend, then run the checks again.' }),
    ...onlyWith('fix', {
      'fix-only': Flags.string({
        delimiter: ',',
        multiple: true,
        multipleNonGreedy: true,
        helpValue: 'CHECK',
        summary: 'Mend only what these checks find, also where that costs something.',
      }),
      ...fixFlags,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diagnose);
    this.isQuiet = flags.quiet;
    const selection = selectChecks(args.checks ?? [], flags.ignore ?? []);
    if (flags.list) return this.printList(selection.checks);
    const report = flags['junit-file'];
    if (report !== undefined) await refuseReportPlace(report);
    const first = await this.look(selection, flags);
    const [diagnosis, mended] = flags.fix ? await this.fix(first, selection, flags) : [first, undefined];
    if (report !== undefined) await writeReportFile(report, diagnosisJunit(diagnosis));
    await this.print({
      document: () => ({ ...diagnosisDocument(diagnosis), ...mended }),
      text: () => diagnosisText(diagnosis),
    });
    if (!isHealthy(diagnosis)) process.exitCode ||= EXIT.unhealthy;
  }

  /** Runs the checks, of this host or of a bundle. */
  private async look(selection: CheckSelection, flags: LookFlags): Promise<Diagnosis> {
    if (flags.from !== undefined) return diagnoseBundle(flags.from, selection);
    const peers = flags.probe ? [] : flags.peer;
    const peerBundle = flags['from-peer'];
    return diagnoseNode(flags.root, selection, {
      ...(peers === undefined ? {} : { peers }),
      ...(peerBundle === undefined ? {} : { peerBundle }),
    });
  }

  private async printList(checks: readonly GroupedCheck[]): Promise<void> {
    await this.print({ document: () => checkListDocument(checks), text: () => checkListText(checks) });
  }

  /** Mends what was found; gives what is found afterwards, and what was changed. */
  private async fix(
    before: Diagnosis,
    selection: CheckSelection,
    flags: FixFlags,
  ): Promise<[Diagnosis, ReturnType<typeof mendedDocument>?]> {
    const only = flags['fix-only'] && knownChecks(flags['fix-only']);
    const agreed = only ?? (await this.askEach(before, flags));
    const isChosen = choiceOf(only, agreed);
    const { safe, ask: costly } = mendableIn(before);
    if (![...safe, ...costly].some(isChosen)) return [before];
    const all = { ...flags, 'detailed-exitcode': false };
    const { result, found } = await fixNode(
      flags.root,
      {
        checks: selection.checks.map(({ check }) => check),
        ignored: selection.ignored.map(({ check }) => check.name),
        isChosen,
      },
      this.dialogue<NodeDiff>(all, (node) => ({
        text: preparedText(node, flags.verbose),
        diff: node.comparison.diff,
      })),
      this.terms(all),
    );
    this.conclude(result, true, flags);
    if (this.isText() && !flags.quiet) writeOut(`${endText(result, flags)}\n`);
    const after = result === 'applied' ? await this.look(selection, flags) : before;
    return [after, mendedDocument(found, result)];
  }

  /** The checks whose fixes cost something and are agreed to; none where nobody can be asked. */
  private async askEach(before: Diagnosis, flags: FixFlags): Promise<ReadonlySet<string>> {
    const agreed = new Set<string>();
    if (flags.yes || flags['dry-run'] || !hasTerminal()) return agreed;
    for (const finding of mendableIn(before).ask)
      if (!agreed.has(finding.check) && (await ask(fixQuestion(finding)))) agreed.add(finding.check);
    return agreed;
  }
}
