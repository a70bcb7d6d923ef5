import { type Address, addressPart, prefixFamily } from '../../net/index.ts';
import type { FdbEntry, PeerObject } from '../../state/index.ts';
import { batchLine, UnencodableError, type Words, words } from '../../words/index.ts';
import { readFdb } from '../observe/fdb.ts';
import type { Item } from '../observe/json/fields.ts';
import { parseList } from '../observe/json/parse-json.ts';
import { readNeighbors } from '../observe/neighbors.ts';
import { readNexthops } from '../observe/nexthops.ts';
import { readRoutes } from '../observe/routes.ts';
import { type PathTo, pathOf } from '../uplink/paths.ts';
import { reachOf } from '../uplink/routes.ts';
import type { BatchLine } from './line-process.ts';

/** Something that a tool is asked, and what its answer says; undefined if the answer is about something else. */
export interface Question<T> {
  readonly tool: 'ip' | 'bridge';
  readonly line: BatchLine;
  readonly read: (answer: string) => T | undefined;
}

/** Words as a line of a batch that is answered. */
export function questionLine(command: Words): BatchLine {
  const text = batchLine(command);
  if (text === undefined) throw new UnencodableError('no line of a batch says', command.join(' '));
  return { text, isQuestion: true };
}

const ask = <T>(command: Words, read: Question<T>['read'], tool: 'ip' | 'bridge' = 'ip'): Question<T> => ({
  tool,
  line: questionLine(command),
  read,
});

/** `ip -j neigh get` prints text (iproute2 5.9, 6.1), or a list (6.15). */
function neighborIn(answer: string): readonly Item[] {
  if (answer.startsWith('[')) return parseList(answer);
  const [dst, ...rest] = answer.trim().split(/\s+/);
  const after = (name: string): string | undefined =>
    rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined;
  const [dev, lladdr, protocol] = ['dev', 'lladdr', 'proto'].map(after);
  return [{ dst, dev, lladdr, state: rest, protocol }];
}

/**
 * Asks for the object under the key of another one. A route is asked for by an address in it: `fibmatch` names the entry
 * of the table that the kernel takes, at no cost that grows with the table, as a list of routes has. Where rules or
 * longer prefixes lead that address elsewhere, the answer is no route of the main table with this destination.
 */
export function questionOf(object: PeerObject): Question<PeerObject> {
  switch (object.kind) {
    case 'neighbor': {
      const { dst, dev } = object;
      return ask(words`neigh get ${dst} dev ${dev}`, (answer) =>
        readNeighbors(neighborIn(answer)).find((one) => one.dst === dst && one.dev === dev),
      );
    }
    case 'fdb': {
      const { mac, dev } = object;
      const read = (answer: string): FdbEntry | undefined =>
        readFdb(parseList(answer)).find((one) => one.mac === mac && one.dev === dev);
      return ask(words`fdb get ${mac} dev ${dev} self`, read, 'bridge');
    }
    case 'nexthop':
      return ask(words`nexthop get id ${object.id}`, (answer) =>
        readNexthops(parseList(answer)).find(({ id }) => id === object.id),
      );
    case 'route': {
      const { dst } = object;
      return ask(words`route get fibmatch ${addressPart(dst)}`, (answer) => {
        const ofMain = parseList(answer).filter((item) => !('table' in item));
        return readRoutes(ofMain, prefixFamily(dst)).find((route) => route.dst === dst);
      });
    }
  }
}

/** Asks for the kernel's route to an address. */
export const pathQuestion = (to: Address): Question<PathTo> =>
  ask(words`route get ${to}`, (answer) => {
    const reach = reachOf(parseList(answer));
    return reach?.dst === to ? pathOf(reach) : undefined;
  });
