import { randomBytes } from 'node:crypto';
import type { Failure } from '../../errors/index.ts';
import type { BundleDocument, BundleText, GatheredDocument } from '../../generated/types.d.ts';
import { type Facts, hostLinks, hostName, type LinkJson } from '../../host/index.ts';
import { type NodeRecording, recordNode } from '../../node/index.ts';
import { jsonText } from '../../text/index.ts';
import { mapTexts, toPlain } from '../bundle/plain.ts';
import { traceFacts } from '../trace/trace.ts';
import { commandsFor } from './commands.ts';
import { redact } from './redact.ts';
import { withoutSecrets } from './secrets.ts';
import { textOfCommand, textsOfFiles } from './texts.ts';

export interface GatherOptions {
  readonly root: string;
  /** Whether addresses, MACs and names are replaced. */
  readonly redact: boolean;
  /** With the same key, bundles of several nodes have the same replacements. */
  readonly redactKey?: string | undefined;
  /** Called with what is read next. */
  readonly onProgress?: (text: string) => void;
}

/** Facts of the host that are recorded also where there is no node. */
async function askHost(facts: Facts): Promise<{ name: string; links: readonly LinkJson[] }> {
  const [name, links] = await Promise.all([facts(hostName), facts(hostLinks).catch(() => [])]);
  return { name, links };
}

/** A fact that can't be read is told in the bundle. */
async function askForTrace(root: string, facts: Facts): Promise<void> {
  const asked = await traceFacts(root, facts).catch(() => []);
  await Promise.allSettled(asked.map(async (fact) => facts(fact)));
}

async function runCommands(
  { root, onProgress }: GatherOptions,
  links: readonly LinkJson[],
  subnetFile: string | undefined,
): Promise<BundleText[]> {
  const commands = commandsFor(links);
  const texts: BundleText[] = [];
  // One after the other, because the host may be in trouble.
  for (const [done, command] of commands.entries()) {
    onProgress?.(`${done + 1}/${commands.length} ${command.join(' ')}`);
    texts.push(await textOfCommand(command));
  }
  return [...texts, ...(await textsOfFiles(root, subnetFile))];
}

/** The names that identify a cluster: those of the host and of all nodes. */
const namesOf = (host: string, { subject }: NodeRecording): string[] => [
  host,
  ...(host.includes('.') ? [host.slice(0, host.indexOf('.'))] : []),
  ...(subject === undefined ? [] : [subject.name, ...subject.network.peers.map(({ name }) => name)]),
];

const failureText = ({ message, hint }: Failure): BundleDocument['failure'] => ({
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** All that is to know of a node, as a value that JSON can write, without secrets. Changes nothing. */
export async function gather(options: GatherOptions): Promise<BundleDocument> {
  let host = { name: '', links: [] as readonly LinkJson[] };
  const recorded = await recordNode(options.root, async (facts) => {
    host = await askHost(facts);
    await askForTrace(options.root, facts);
  });
  const { subject, failure, facts } = recorded;
  const raw = {
    kind: 'Bundle',
    version: 1,
    host: host.name,
    created: new Date().toISOString(),
    redacted: options.redact,
    ...(failure === undefined ? {} : { failure: failureText(failure) }),
    ...(subject === undefined ? {} : { node: toPlain(subject) }),
    facts: toPlain(facts.values),
    unread: facts.unread,
    texts: await runCommands(options, host.links, subject?.network.subnetFile),
  };
  const secretless = mapTexts(raw, withoutSecrets);
  const key = options.redactKey ?? randomBytes(16).toString('hex');
  return (
    options.redact ? redact(secretless, namesOf(host.name, recorded), key) : secretless
  ) as BundleDocument;
}

/** A bundle as the text of its file. */
export const bundleText = (bundle: BundleDocument): string => `${jsonText(bundle, 2)}\n`;

/** What was written to a file. */
export function gatheredDocument(
  file: string,
  text: string,
  { facts, texts, redacted }: BundleDocument,
): Omit<GatheredDocument, 'version'> {
  return {
    kind: 'Gathered',
    file,
    bytes: Buffer.byteLength(text),
    facts: Object.keys(facts).length,
    texts: texts.filter(({ lines }) => lines !== undefined).length,
    unread: texts.flatMap(({ source, lines }) => (lines === undefined ? [source] : [])),
    redacted,
  };
}

/** The name of the file where none is given: the host, unless it is to be hidden, and the time. */
export async function bundleFile(isRedacted: boolean, now = new Date()): Promise<string> {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `flannelctl-${isRedacted ? 'node' : await hostName.read()}-${time}.json`;
}
