import { Failure } from '../../errors/index.ts';
import { inputName, readInput } from '../../host/index.ts';
import { parsePrefix, prefixFamily } from '../../net/index.ts';
import { refuseOtherKind } from '../../validate/index.ts';
import { shellWord } from '../../words/index.ts';

/** The text of a net-conf, and what it is called in messages. */
interface NetConfInput {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads what --net-conf was given: a file, stdin (`-`), or the text itself, as the printed join line has it. A Failure
 * says so if it is another kind of document.
 */
export async function readNetConfInput(given: string): Promise<NetConfInput> {
  refuseNoFile(given);
  const input = INLINE.test(given)
    ? { file: '--net-conf', text: given }
    : { file: inputName(given), text: await readInput(given) };
  await refuseOtherKind({ role: 'net-conf', ...input });
  return input;
}

/** The text itself, also with quotes or backslashes that a shell left before it. */
const INLINE = /^[\s"'\\[]*\{/;

/** Refuses what can be no file: nothing, as of a variable that is not set, or the network that belongs into a net-conf. */
function refuseNoFile(given: string): void {
  if (given.trim() === '')
    throw new Failure('invalidConfig', '--net-conf is empty', {
      hint: `Give the path of a net-conf.json, or its text: ${asText({ Network: '10.244.0.0/16' })}`,
    });
  const network = parsePrefix(given.trim());
  if (network === undefined) return;
  const netConf =
    prefixFamily(network) === 4
      ? { Network: network }
      : { EnableIPv4: false, EnableIPv6: true, IPv6Network: network };
  throw new Failure('invalidConfig', `--net-conf ${network}: a network is no net-conf`, {
    hint: `Write ${asText(netConf)}`,
  });
}

const asText = (netConf: object): string => `--net-conf ${shellWord(JSON.stringify(netConf))}`;
