import { contentHash } from './owned-by-record.ts';

/** Grows where the rules of plans get stricter: earlier records are checked by them again. */
const RULES = 1;

const sealOf = (text: string): string => contentHash(`${RULES}\n${text}`);

const END = '\n}\n';
const SEAL = /,\n {2}"seal": "([0-9a-f]{64})"\n\}\n$/;

/** The longest end of a text that has the seal in it. */
const TAIL = 128;

/** The text of a record that obeys all rules, with the proof that it is unchanged. */
export function sealed(text: string): string {
  const body = text.slice(0, -END.length);
  return `${body},\n  "seal": "${sealOf(body)}"${END}`;
}

/** Whether a text is as flannelctl wrote it: its rules, which take long with many nodes, need not be checked again. */
export function isSealed(text: string): boolean {
  const found = SEAL.exec(text.slice(-TAIL));
  if (found === null) return false;
  return sealOf(text.slice(0, -found[0].length)) === found[1];
}
