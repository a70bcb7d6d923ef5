import { writeFile } from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../src/errors/index.ts';
import { brokenHop, traceBundle, traceNode } from '../src/health/index.ts';
import { FAMILY_OF } from '../src/net/index.ts';
import { isUnicode, traceDocument, traceSvg, traceText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Trace extends BaseCommand {
  static override summary = 'Show the path of a packet hop by hop, and where it breaks.';
  static override description =
    `Works out what the kernel of this node does with a packet (an ICMP echo request) and with its reply: routes of all
tables and policy rules, neighbors, FDB entries, the overlay, firewall rules, masquerading. Changes nothing and sends
nothing. What another host has to have is shown, too, as not seen from here. Ends with 11 where the path is broken.
SRC and DST are pods of this node (by name, NAMESPACE/NAME or container id), nodes, addresses, or "host" for this node
itself. One of them has to be on this node.`;
  static override examples = [
    '<%= config.bin %> trace host n2',
    '<%= config.bin %> trace n2 host -o json',
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
      helpValue: 'FILE',
      summary: 'Trace on the node that `flannelctl gather` wrote this file of; - for stdin.',
    }),
    family: Flags.option({
      options: ['ipv4', 'ipv6'] as const,
      summary: 'The family where SRC and DST are names that have addresses of both.',
    })(),
    svg: Flags.string({ helpValue: 'FILE', summary: 'Also draw the path there, as SVG.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Trace);
    const ends = {
      from: args.src,
      to: args.dst,
      ...(flags.family === undefined ? {} : { family: FAMILY_OF[flags.family] }),
    };
    const trace = await (flags.from === undefined
      ? traceNode(flags.root, ends)
      : traceBundle(flags.from, ends));
    if (flags.svg !== undefined) await writeFile(flags.svg, traceSvg(trace));
    await this.print({
      document: traceDocument(trace),
      text: () => traceText(trace, isUnicode(process.env)),
    });
    if (brokenHop(trace) !== undefined) process.exitCode = EXIT.unhealthy;
  }
}
