import { describe, expect, it } from 'vitest';
import { readFdb } from '../../../src/host/observe/fdb.ts';
import { readProxies } from '../../../src/host/observe/foreign/foreign-proxies.ts';
import { Unreadable } from '../../../src/host/observe/json/fields.ts';
import { parseList } from '../../../src/host/observe/json/parse-json.ts';
import { linksOf } from '../../../src/host/observe/links/link-fields.ts';
import { readLinks } from '../../../src/host/observe/links/links.ts';
import { readNeighbors } from '../../../src/host/observe/neighbors.ts';
import { readNexthops } from '../../../src/host/observe/nexthops.ts';
import { readRoutes } from '../../../src/host/observe/routes.ts';
import { nftObjects } from '../../../src/host/observe/rules/list-nft.ts';
import { defaultRoutesOf, reachOf } from '../../../src/host/uplink/routes.ts';

const LINK = '"flags":[],"mtu":1500,"group":"0"';

const nameIn = (text: string): unknown => parseList(text)[0]?.['ifname'];

describe('JSON as iproute2 prints it', () => {
  it.each([
    ['a control character', '[{"ifname":"a\u001bb"}]', 'a\u001bb'],
    ['one that is a whole name', '[{"ifname":"\u0001"}]', '\u0001'],
    ['a character that has an escape', '[{"ifname":"a\u001b","x":"\\n\\"\\\\\u0007"}]', 'a\u001b'],
    ["an escaped ' of old versions", '[{"ifname":"it\\\'s"}]', "it's"],
    ['a backslash before it', '[{"ifname":"a\\\\\\\'"}]', "a\\'"],
    ['white space between the words, as of -p', '[ {\n\t"ifname" : "a\u001b"\n} ]\n', 'a\u001b'],
  ])('is read with %s in a name', (_, text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  it.each([
    '',
    ' \n',
    'null',
    '{}',
    '7',
    '"x"',
    '[7]',
    '[null]',
    '[[]]',
    '[{"ifname":"a',
    '[{"a":1},',
    'Usage: ip',
  ])('is refused where it is no list of objects: %j', (text) => {
    expect(() => parseList(text)).toThrow(Unreadable);
  });
});

const ROUTE = '{"dst":"10.0.0.0/8","dev":"e","flags":[]}';

const DEFAULT_ROUTE = '{"dst":"default","gateway":"10.0.0.9","dev":"e"}';

const WAY = '{"gateway":"10.0.0.9","dev":"e"}';

/** Each reader, with an object that it reads and the fields that every version prints. */
const READERS: readonly (readonly [
  string,
  (text: string) => readonly unknown[],
  string,
  readonly string[],
])[] = [
  ['links', (text) => linksOf(parseList(text)), `{"ifname":"e",${LINK}}`, ['ifname', 'flags', 'mtu']],
  ['routes', (text) => readRoutes(parseList(text), 4), ROUTE, ['dst']],
  ['nexthops', (text) => readNexthops(parseList(text)), '{"id":1,"dev":"e","flags":[]}', ['id']],
  [
    'neighbours',
    (text) => readNeighbors(parseList(text)),
    '{"dst":"10.0.0.1","dev":"e","lladdr":"02:00:00:00:00:01","state":["PERMANENT"]}',
    ['dst', 'dev'],
  ],
  [
    'FDB entries',
    (text) => readFdb(parseList(text)),
    '{"mac":"02:00:00:00:00:01","ifname":"e","dst":"10.0.0.1","state":"permanent"}',
    ['mac', 'ifname'],
  ],
  ['proxies', (text) => readProxies(parseList(text)), '{"dst":"10.0.0.1","dev":"e","protocol":"4"}', ['dst']],
  ['default routes', (text) => defaultRoutesOf(parseList(text)), DEFAULT_ROUTE, []],
  ['the way to an address', (text) => [reachOf(parseList(text))], WAY, []],
];

describe.each(READERS)('%s', (_, read, object, needed) => {
  const fields = JSON.parse(object) as Record<string, unknown>;

  it('are read, whatever empty objects stand beside them', () => {
    expect(read(`[${object}]`)).toHaveLength(1);
    if (needed.length > 0) expect(read(`[{},${object},{}]`)).toHaveLength(1);
  });

  it.each(Object.keys(fields))('with another thing for %s are no TypeError', (name) => {
    for (const value of [true, {}, [7], 'x', 7]) {
      const text = JSON.stringify([{ ...fields, [name]: value }]);
      try {
        read(text);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }
    expect(() => read(JSON.stringify([{ ...fields, [name]: true }]))).toThrow(Unreadable);
  });

  it('without a field that every version prints are unreadable', () => {
    for (const name of needed) {
      const { [name]: __, ...rest } = fields;
      expect(() => read(JSON.stringify([rest])), name).toThrow(Unreadable);
    }
  });
});

describe('links of names that can’t be written again', () => {
  const lost = (group: string) =>
    `[{"ifname":"e",${LINK}},{"ifindex":7,"ifname":"a\ufffd","flags":[],"mtu":1500,"group":"${group}"}]`;

  it('are left out where others made them', () => {
    expect(readLinks(linksOf(parseList(lost('0'))))).toHaveLength(1);
  });

  it('are named with what to do where they have our mark', () => {
    expect(() => linksOf(parseList(lost('17996')))).toThrow("the link of index 7 has flannelctl's mark");
  });

  it('are read with any other byte', () => {
    const [link] = readLinks(linksOf(parseList(`[{"ifname":"a\u001b#\\"",${LINK},"master":"\u0001"}]`)));
    expect(link).toMatchObject({ name: 'a\u001b#"' });
  });

  it('are missing where there is none at all', () => {
    expect(() => linksOf([])).toThrow(Unreadable);
    expect(() => linksOf([{}])).toThrow(Unreadable);
  });
});

it.each(['null', '[]', '7', '{}', '{"nftables":{}}', '{"nftables":[7]}'])(
  'nft that prints %s can’t be read',
  (text) => {
    expect(() => nftObjects(text)).toThrow(Unreadable);
  },
);
