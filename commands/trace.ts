import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../src/errors/index.ts';
import { brokenHop, traceBundles, traceLive, traceNode } from '../src/health/index.ts';
import { refuseReportPlace, writeReportFile } from '../src/host/index.ts';
import { FAMILY_OF } from '../src/net/index.ts';
import { isUnicode, traceDocument, traceSvg, traceText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Trace extends BaseCommand {
  static override summary = 'Show the path of a packet hop by hop, and where it breaks.';
  static override description =
    `Works out what the kernel of this node does with a packet (an ICMP echo request) and with its reply: routes of all
tables and policy rules, neighbors, FDB entries, the overlay, firewall rules, masquerading. Changes nothing. What another host has to have is
shown, too, as not seen from here. Ends with 11 where the path is broken.

Sends nothing, unless --live asks for it: three packets from SRC, watched by tcpdump where it is installed, and by the
counters of links elsewhere; it ends with 11 if none is answered.

SRC and DST are pods of this node (by name, NAMESPACE/NAME or container id), nodes, addresses, or "host" for this node
itself. One of them has to be on this node.`;
  static override examples = [
    '<%= config.bin %> trace host n2',
    '<%= config.bin %> trace n2 host -o json',
    '<%= config.bin %> trace host n2 --live',
    '<%= config.bin %> trace --from n3.json host n1',
  ];
  static override args = {
    src: Args.string({
      name: 'SRC',
      required: true,
      ignoreStdin: true,
      description: 'Where the packet comes from.',
    }),
    dst: Args.string({ name: 'DST', required: true, ignoreStdin: true, description: 'Where it goes to.' }),
  };
  static override flags = {
    ...rootFlag,
    from: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
      summary:
        'Trace on the node that `flannelctl gather` wrote this file of; - for stdin. Given for both nodes, both ends are read.',
    }),
    family: Flags.option({
      options: ['ipv4', 'ipv6'] as const,
      summary: 'The family where SRC and DST are names that have addresses of both.',
    })(),
    live: Flags.boolean({
      summary: 'Also send three packets from SRC to DST, and say at which links of this node they were seen.',
      exclusive: ['from'],
    }),
    svg: Flags.string({ helpValue: 'FILE', summary: 'Also draw the path there, as SVG.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Trace);
    if (flags.svg !== undefined) await refuseReportPlace(flags.svg);
    const ends = {
      from: args.src,
      to: args.dst,
      ...(flags.family === undefined ? {} : { family: FAMILY_OF[flags.family] }),
    };
    const worked = await (flags.from === undefined
      ? traceNode(flags.root, ends)
      : traceBundles(flags.from, ends));
    const trace = flags.live ? await traceLive(worked) : worked;
    if (flags.svg !== undefined) await writeReportFile(flags.svg, traceSvg(trace));
    await this.print({
      document: () => traceDocument(trace),
      text: () => traceText(trace, isUnicode(process.env)),
    });
    if (brokenHop(trace) !== undefined || trace.live?.answered === 0) process.exitCode = EXIT.unhealthy;
  }
}
