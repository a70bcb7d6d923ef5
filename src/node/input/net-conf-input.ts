import { Failure } from '../../errors/index.ts';
import { inputName, readInput } from '../../host/index.ts';
import { parsePrefix, prefixFamily } from '../../net/index.ts';
import { refuseOtherKind } from '../../validate/index.ts';
import { shellWord } from '../../words/index.ts';

/** The text of a net-conf, and its name in messages. */
interface NetConfInput {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads the value of --net-conf: a file, stdin (`-`), or the text itself, as in the printed join line. A Failure says
 * if it is another kind of document.
 */
export async function readNetConfInput(given: string): Promise<NetConfInput> {
  refuseNoFile(given);
  const input = INLINE.test(given)
    ? { file: '--net-conf', text: given }
    : { file: inputName(given), text: await readInput(given) };
  await refuseOtherKind({ role: 'net-conf', ...input });
  return input;
}

/** The text itself, also after quotes or backslashes that a shell left. */
const INLINE = /^[\s"'\\[]*\{/;

/**
 * Refuses values that can't be a file: an empty one, as of a variable that is not set, or a network prefix, which
 * belongs into a net-conf.
 */
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
