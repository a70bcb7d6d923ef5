import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Bundle, bundle } from '../../support/host/bundle.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';

let source: Bundle;
beforeAll(async () => {
  source = await bundle('src/host/files/exclusive.ts');
});
afterAll(async () => source.remove());

const PREAMBLE = `
const net = require('node:net');
const { askHolder, hold } = require(process.argv[1]);
const ME = { pid: process.pid, command: 'flannelctl test', since: '2026-01-02T03:04:05.000Z' };
const say = (value) => console.log(JSON.stringify(value));
const stay = () => setInterval(() => {}, 1000);
`;

/** What a Node program says, run in a host to its end. */
async function run({ netns }: Host, script: string): Promise<unknown[]> {
  const { stdout } = await execa('ip', nodeIn(netns, script));
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

const nodeIn = (netns: string, script: string): string[] => [
  'netns',
  'exec',
  netns,
  process.execPath,
  '-e',
  `${PREAMBLE}(async () => {${script}})();`,
  source.file,
];

interface Running {
  readonly pid: number;
  /** The first thing it said. */
  readonly word: unknown;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: () => Promise<unknown>;
}

/** Starts a Node program in a host; returns when it has said its first word. It ends with the test. */
async function start({ netns }: Host, script: string): Promise<Running> {
  // `ip netns exec` becomes the program it runs, so that the process id is the program's.
  const child = execa('ip', nodeIn(netns, script), { reject: false });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
  });
  const word = await new Promise<unknown>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(JSON.parse(chunk.toString())));
    child.once('exit', () => reject(new Error('it ended before it said a word')));
  });
  return { pid: child.pid ?? 0, word, kill: (signal) => child.kill(signal), ended: async () => child };
}

const HOLD = `say(await hold('test', ME) !== undefined);`;
const TRY = `say(await hold('test', ME) !== undefined); say(await askHolder('test') ?? null);`;
const ASK = `say(await askHolder('test') ?? null);`;

test('one process holds a name, and tells the others who it is', async () => {
  const host = await freshHost();
  const holder = await start(host, `${HOLD} stay();`);
  const known = { pid: holder.pid, command: 'flannelctl test', since: '2026-01-02T03:04:05.000Z' };
  expect(await run(host, TRY)).toEqual([false, known]);
});

test('a name that nobody holds has no holder; other names are other names', async () => {
  const host = await freshHost();
  expect(await run(host, ASK)).toEqual([null]);
  await start(host, `${HOLD} stay();`);
  expect(await run(host, `say(await hold('test2', ME) !== undefined);`)).toEqual([true]);
});

test('another network namespace is another world', async () => {
  const [host, other] = [await freshHost(), await freshHost()];
  await start(host, `${HOLD} stay();`);
  expect(await run(other, ASK + HOLD)).toEqual([null, true]);
});

test('close gives the name back at once, as often as one likes', async () => {
  const host = await freshHost();
  const script = `
    for (let i = 0; i < 100; i += 1) {
      const held = await hold('test', ME);
      if (held === undefined) throw new Error('not free the ' + i + 'th time');
      held.close();
    }
    say('done');`;
  expect(await run(host, script)).toEqual(['done']);
});

const SPAWN = `
  await hold('test', ME);
  const child = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  say(child.pid);
  stay();`;

test('kill -9 frees the name, though a child of the holder lives on', async () => {
  const host = await freshHost();
  const holder = await start(host, SPAWN);
  const child = Number(holder.word);
  onTestFinished(() => {
    process.kill(child);
  });
  holder.kill('SIGKILL');
  await holder.ended();
  expect(await run(host, HOLD)).toEqual([true]);
  expect(await readFile(`/proc/${child}/comm`, 'utf8')).toBe('sleep\n');
});

test('the name does not keep its holder alive', async () => {
  const host = await freshHost();
  expect(await run(host, HOLD)).toEqual([true]);
});

test('a holder that is stopped keeps the name; who asks gives up after some seconds', async () => {
  const host = await freshHost();
  const holder = await start(host, `${HOLD} stay();`);
  holder.kill('SIGSTOP');
  const [held, known, ms] = await run(
    host,
    `const from = Date.now(); say(await hold('test', ME) !== undefined); ${ASK} say(Date.now() - from);`,
  );
  expect([held, known]).toEqual([false, null]);
  expect(ms).toBeGreaterThanOrEqual(2990);
  expect(ms).toBeLessThan(60_000);
});

test('clients that go, stay or talk do not disturb the holder', async () => {
  const host = await freshHost();
  const holder = await start(host, `${HOLD} stay();`);
  const script = `
    const name = '\\0' + 'test'.padEnd(107, '.');
    let connected = 0;
    for (let i = 0; i < 200; i += 1) {
      const client = net.connect(name).on('error', () => {}).on('connect', () => {
        connected += 1;
        if (i % 3 === 0) client.destroy();
        if (i % 3 === 1) client.pause();
        if (i % 3 === 2) client.write('x'.repeat(100000));
      });
    }
    setTimeout(async () => { ${ASK} say(connected > 3); process.exit(); }, 200);`;
  expect(await run(host, script)).toMatchObject([{ pid: holder.pid }, true]);
  expect(await run(host, TRY)).toMatchObject([false, { pid: holder.pid }]);
});

const NONSENSE = {
  'that is not JSON': 'hello',
  'with no process': '{"pid":"1","command":"init","since":"2026-01-02T03:04:05Z"}',
  'that would paint the terminal': '{"pid":1,"command":"\\u001b[2Jinit","since":"2026-01-02T03:04:05Z"}',
  'with no time': '{"pid":1,"command":"init","since":"then"}',
  'that is null': 'null',
  'that never ends': 'x'.repeat(100_000),
};

test.each(Object.entries(NONSENSE))('an answer %s is none', async (_, answer) => {
  const host = await freshHost();
  const serve = `net.createServer((c) => { c.on('error', () => {}); c.write(${JSON.stringify(answer)}); ${
    answer.length > 1000 ? '' : 'c.end();'
  } })`;
  await start(host, `${serve}.listen('\\0' + 'test'.padEnd(107, '.'), () => say('there'));`);
  expect(await run(host, TRY)).toEqual([false, null]);
});

test('the name in the kernel is of full length, so that every version of Node has the same', async () => {
  const host = await freshHost();
  await start(host, `${HOLD} stay();`);
  // Zeros, with which Node 20 fills up a shorter name, are shown as `@`, as is the first byte of an abstract name.
  const names = [...(await host.sh('cat /proc/net/unix')).matchAll(/@(test\S*)/g)].map(([, name]) => name);
  expect(names).toEqual(['test'.padEnd(107, '.')]);
});
