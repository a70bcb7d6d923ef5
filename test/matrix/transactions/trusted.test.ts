import {
  chmod,
  chown,
  copyFile,
  lchown,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandIn, freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, RECORD } from '../../support/host/node.ts';
import { wrapTools } from '../../support/host/tools.ts';

const JOURNAL = 'var/lib/flannelctl/journal.ndjson';
const NOBODY = 65_534;

interface Situation {
  readonly name: string;
  /** The state folder holds a record and a journal by then. */
  readonly make: (at: (file: string) => string) => Promise<void>;
  /** What the error says of it. */
  readonly told: RegExp;
}

const SITUATIONS: readonly Situation[] = [
  {
    name: 'the journal is of another user',
    make: async (at) => chown(at(JOURNAL), NOBODY, NOBODY),
    told: /journal\.ndjson is not trusted: it belongs to uid 65534/,
  },
  {
    name: 'the journal can be written by others',
    make: async (at) => chmod(at(JOURNAL), 0o606),
    told: /journal\.ndjson is not trusted: others can write to it/,
  },
  {
    name: 'the journal can be written by a group',
    make: async (at) => chmod(at(JOURNAL), 0o660),
    told: /journal\.ndjson is not trusted: others can write to it/,
  },
  {
    name: 'the journal is a symbolic link',
    make: async (at) => {
      await rename(at(JOURNAL), at('elsewhere'));
      await symlink(at('elsewhere'), at(JOURNAL));
    },
    told: /journal\.ndjson is not trusted: it is a symbolic link/,
  },
  {
    name: 'the record is of another user',
    make: async (at) => {
      await rm(at(JOURNAL));
      await chown(at(RECORD), NOBODY, NOBODY);
    },
    told: /node\.json is not trusted: it belongs to uid 65534/,
  },
  {
    name: 'the record is a folder',
    make: async (at) => {
      await rm(at(JOURNAL));
      await rm(at(RECORD));
      await mkdir(at(RECORD));
    },
    told: /node\.json is not trusted: it is no regular file/,
  },
  {
    name: 'the state folder can be written by others',
    make: async (at) => chmod(at('var/lib/flannelctl'), 0o777),
    told: /lib\/flannelctl can be written by others/,
  },
  {
    name: 'a folder above is of another user',
    make: async (at) => chown(at('var/lib'), NOBODY, NOBODY),
    told: /lib belongs to uid 65534/,
  },
  {
    name: 'a folder above can be written by others',
    make: async (at) => chmod(at('var'), 0o757),
    told: /var can be written by others/,
  },
  {
    name: 'a link of another user leads there',
    make: async (at) => {
      await rename(at('var'), at('real'));
      await symlink(at('real'), at('var'));
      await lchown(at('var'), NOBODY, NOBODY);
    },
    told: /the link .*var belongs to uid 65534/,
  },
];

/** A journal that says nothing of a change, as far as anybody looks at it. */
async function setUp(): Promise<{ readonly host: Host; readonly at: (file: string) => string }> {
  const host = await freshHost();
  await initN1(host);
  const at = (file: string): string => path.join(host.root, file);
  await writeFile(at(JOURNAL), '{"record":"begin",', { mode: 0o600 });
  return { host, at };
}

describe('what another program could have written is not acted on', () => {
  test.each(SITUATIONS)('$name', async ({ make, told }) => {
    const { host, at } = await setUp();
    await make(at);
    const [links, calls] = [await host.sh('ip -br address'), ['status', 'join', 'reset', 'up']];
    const commands = told.source.includes('node') ? calls : [...calls, 'rollback', 'recover --abandon'];
    for (const command of commands.slice(0, 2).concat(commands.at(-1) ?? [])) {
      const yes = command === 'status' || command === 'up' ? [] : ['--yes'];
      const { stderr } = expectExit(await host.flannelctl([...command.split(' '), ...yes]), 3);
      expect(stderr).toMatch(told);
      expect(stderr).toContain('If its content is correct: ');
    }
    expect(await host.sh('ip -br address')).toBe(links);
  });

  test('and what root made is, also where a link of root’s or a sticky folder leads there', async () => {
    const { host, at } = await setUp();
    await mkdir(at('sticky'));
    await chmod(at('sticky'), 0o1777);
    await rename(at('var/lib'), at('sticky/lib'));
    await symlink('../sticky/lib', at('var/lib'));
    await copyFile(at(RECORD), at('sticky/copy'));
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['join', '--yes']), 0);
  });
});

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o7777;

test.each(['0', '077'])('the modes of what is kept are the same with umask %s', async (umask) => {
  const host = await freshHost();
  await initN1(host, undefined, [], { via: ['sh', '-c', `umask ${umask}; exec "$@"`, 'sh'] });
  const modes = {
    'var/lib': 0o755,
    'var/lib/flannelctl': 0o700,
    [RECORD]: 0o600,
    'var/lib/flannelctl/history.ndjson': 0o600,
    'run/flannel': 0o755,
    'run/flannel/subnet.env': 0o644,
    'etc/cni/net.d': 0o755,
  };
  for (const [file, mode] of Object.entries(modes))
    expect((await modeOf(path.join(host.root, file))).toString(8), file).toBe(mode.toString(8));
});

/** Where `ip netns` has a host. */
const placeOf = ({ netns }: Host): string => `/run/netns/${netns}`;

/** No namespace has this number. That of a deleted one would be given to the next that any program makes. */
const NOWHERE = 'net:[1]';

/** Makes a host's record one of another network namespace. */
async function recordNamespace({ root }: Host, namespace: string): Promise<void> {
  const file = path.join(root, RECORD);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/net:\[\d+\]/);
  await writeFile(file, text.replaceAll(/net:\[\d+\]/g, namespace));
}

describe('two network namespaces with one root', () => {
  test('each is told of the other, and neither is changed by the other’s record', async () => {
    const [one, two] = [await freshHost(), await freshHost()];
    await initN1(one);
    const env = { FLANNELCTL_ROOT: one.root };
    const before = await two.sh('ip -br address');
    for (const args of [
      ['status', '--no-probe'],
      ['join', '--yes'],
      ['reset', '--yes'],
      ['init', '--dry-run'],
    ]) {
      const { stderr } = expectExit(await two.flannelctl(args, { env }), 3);
      expect(stderr).toContain('node.json is of another network namespace, net:[');
      expect(stderr).toContain(placeOf(one));
    }
    expect(await two.sh('ip -br address')).toBe(before);
    expectExit(await one.flannelctl(['status', '--no-probe']), 0);
  });

  test('the one that is faster wins, and the other changes nothing', async () => {
    const [one, two] = [await freshHost(), await freshHost()];
    const [file = '', ...args] = commandIn(one.netns, ['init', '--node', 'n1', '--yes']);
    const inits = [...args, '--net-conf', '{"Network":"10.244.0.0/16"}', '--root', one.root];
    // The other looks at the host by then, and knows of no record.
    const { via } = await wrapTools(
      ':',
      `[ "$tool" = bridge ] && mkdir "$0.once" 2> /dev/null && { PATH='${process.env['PATH']}'; ` +
        `${[file, ...inits].map((word) => `'${word}'`).join(' ')} > /dev/null 2>&1; }`,
    );
    const before = await two.sh('ip -br address');
    const late = ['init', '--node', 'n2', '--net-conf', '{"Network":"10.244.0.0/16"}', '--yes'];
    const { stderr } = expectExit(await two.flannelctl(late, { via, env: { FLANNELCTL_ROOT: one.root } }), 3);
    expect(stderr).toContain(placeOf(one));
    expect(await two.sh('ip -br address')).toBe(before);
    expectExit(await one.flannelctl(['status', '--no-probe']), 0);
    expectExit(await one.flannelctl(['reset', '--yes']), 0);
  });

  test('where the first is gone, the second is as after a reboot', async () => {
    const [one, two] = [await freshHost(), await freshHost()];
    await initN1(one);
    await one.sh('ip link del eth0');
    await recordNamespace(one, NOWHERE);
    const env = { FLANNELCTL_ROOT: one.root };
    expectExit(await two.flannelctl(['status', '--no-probe'], { env }), 11);
    expectExit(await two.flannelctl(['up'], { env }), 0);
    expectExit(await two.flannelctl(['reset', '--yes'], { env }), 0);
  });
});
