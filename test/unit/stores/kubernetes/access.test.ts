import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/errors/index.ts';
import { kubernetesStore, type Store } from '../../../../src/stores/index.ts';
import { tlsFile, tlsText } from '../../../support/apiserver/api-server.ts';
import {
  CERTIFIED,
  clusterOf,
  kubeconfigText,
  storeBy,
  testFolder,
} from '../../../support/apiserver/configs.ts';
import { type Model, modelApiServer } from '../../../support/apiserver/model.ts';
import { failureOf, going } from '../../../support/apiserver/watching.ts';

let server: Model;
let folder: string;
const opened: Store[] = [];
beforeAll(async () => {
  folder = await testFolder();
  server = await modelApiServer();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const open = async (...how: Parameters<typeof storeBy> extends [string, ...infer R] ? R : never) => {
  const store = await storeBy(folder, ...how);
  opened.push(store);
  return store;
};
const place = (name: string): string => path.join(folder, name);
const isListed = async (store: Store): Promise<boolean> => (await store.list(going())).leases.length === 0;

describe('a kubeconfig', () => {
  it('may name files, relative to its folder', async () => {
    await writeFile(place('ca.crt'), tlsText('ca.crt'));
    await writeFile(place('token'), `${await server.token()}\n`);
    const store = await open(
      { server: server.url, 'certificate-authority': 'ca.crt' },
      { tokenFile: 'token', token: 'old' },
    );
    expect(await isListed(store)).toBe(true);
    await server.revoke();
    expect((await failureOf(store.list(going()))).exit).toBe('permission');
    await writeFile(place('token'), await server.token());
    expect(await isListed(store)).toBe(true);
  });

  it('may name a client certificate', async () => {
    const user = { 'client-certificate': tlsFile('client.crt'), 'client-key': tlsFile('client.key') };
    expect(await isListed(await open(clusterOf(server), user))).toBe(true);
    expect(await isListed(await open(clusterOf(server), CERTIFIED))).toBe(true);
  });

  it('is read again when it is replaced', async () => {
    const kubeconfig = place('replaced');
    await writeFile(kubeconfig, 'current-context: none\n');
    const store = await open({}, {}, { kubeconfig });
    expect((await failureOf(store.list(going()))).exit).toBe('invalidConfig');
    for (const [token, exit] of [
      ['wrong', 'permission'] as const,
      [await server.token(), undefined] as const,
    ]) {
      await writeFile(kubeconfig, kubeconfigText(clusterOf(server), { token }));
      const end = await store.list(going()).then(
        () => undefined,
        (error: Failure) => error.exit,
      );
      expect(end).toBe(exit);
    }
  });

  it('gives way to --kube-api-url in the server alone', async () => {
    const cluster = clusterOf({ url: 'https://192.0.2.1:6443' });
    expect(await isListed(await open(cluster, { token: await server.token() }, { apiUrl: server.url }))).toBe(
      true,
    );
  });

  it.each<[string, object, object, string]>([
    [
      'another authority',
      { 'certificate-authority-data': Buffer.from(tlsText('other-ca.crt')).toString('base64') },
      {},
      'its certificate is of no authority that is trusted here',
    ],
    ['another name', { 'tls-server-name': 'example.org' }, {}, 'its certificate is for other names'],
    ['nobody there', { server: 'https://127.0.0.1:1' }, {}, 'nobody listens there'],
    ['plain text', { server: 'http://127.0.0.1:1' }, {}, 'nobody listens there'],
  ])('fails with words for: %s', async (_, cluster, user, says) => {
    const store = await open(clusterOf(server, cluster), { token: 'x', ...user });
    const { exit, message, hint } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual(['unavailable', expect.stringContaining(says)]);
    expect(hint).toMatch(/\w/);
  });

  it('may give the name of the certificate, or leave it unverified', async () => {
    const token = await server.token();
    const named = clusterOf(server, { 'tls-server-name': 'kubernetes.default.svc' });
    expect(await isListed(await open(named, { token }))).toBe(true);
    const unverified = { server: server.url, 'insecure-skip-tls-verify': true };
    expect(await isListed(await open(unverified, { token }))).toBe(true);
  });

  it.each<[string, object, object, string]>([
    ['a proxy', { 'proxy-url': 'http://proxy:3128' }, {}, '"proxy-url" is not supported'],
    ['a password', {}, { username: 'a', password: 'b' }, '"username" is not supported'],
    ['impersonation', {}, { token: 'a', as: 'system:admin' }, '"as" is not supported'],
    ['a removed plugin', {}, { 'auth-provider': { name: 'gcp' } }, '"auth-provider" is not supported'],
    ['no server', { server: '' }, {}, 'the cluster has no server'],
    ['no URL', { server: '10.0.0.1:6443' }, {}, '"10.0.0.1:6443" is not the URL of a server'],
    [
      'no base64',
      { 'certificate-authority-data': '????' },
      {},
      'certificate-authority-data is no PEM text in base64',
    ],
    [
      'half a certificate',
      {},
      { 'client-certificate-data': CERTIFIED['client-certificate-data'] },
      'the user has a client-certificate without a client-key',
    ],
    ['a number', {}, { token: 5 }, 'token must be a text'],
    [
      'both',
      { 'insecure-skip-tls-verify': true },
      {},
      "insecure-skip-tls-verify can't be given beside a certificate-authority",
    ],
    [
      'a terminal',
      {},
      { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Always' } },
      'the exec plugin asks questions on a terminal',
    ],
    [
      'an old plugin',
      {},
      { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' } },
      'an exec plugin has to speak client.authentication.k8s.io/v1 or',
    ],
  ])('is refused with its line for: %s', async (_, cluster, user, says) => {
    const store = await open(clusterOf(server, cluster), user);
    const { exit, problems } = await failureOf(store.list(going()));
    expect(exit).toBe('invalidConfig');
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
    expect(problems[0]?.location?.line).toBeGreaterThan(1);
    // An excerpt could show a token.
    expect(problems.map(({ excerpt }) => excerpt).filter(Boolean)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no context', 'kind: Config\n', 'there is no current-context'],
    [
      'an unknown context',
      'current-context: hree\ncontexts: [{name: here, context: {}}]\n',
      'there is no context "hree"',
    ],
    [
      'no cluster',
      'current-context: a\ncontexts: [{name: a, context: {user: b}}]\n',
      'the context "a" has no cluster',
    ],
    ['no YAML', 'current-context: "a\n', ''],
    ['a list', 'current-context: a\ncontexts: 7\n', 'contexts must be a list'],
  ])('is refused for: %s', async (name, text, says) => {
    const kubeconfig = place(name.replaceAll(' ', '-'));
    await writeFile(kubeconfig, text);
    const store = kubernetesStore({ nodeName: 'n1', kubeconfig });
    const { exit, problems } = await failureOf(store.list(going()));
    expect([exit, problems[0]?.message]).toEqual(['invalidConfig', expect.stringContaining(says)]);
    expect(problems[0]?.location?.file).toBe(kubeconfig);
  });

  it('is missed', async () => {
    const store = kubernetesStore({ nodeName: 'n1', kubeconfig: place('none') });
    expect(await failureOf(store.list(going()))).toMatchObject({
      exit: 'invalidConfig',
      message: `cannot read ${place('none')}: no such file`,
    });
  });
});

describe('an exec plugin', () => {
  const VERSION = 'client.authentication.k8s.io/v1';
  const script = async (name: string, body: string) => {
    await writeFile(place(name), `#!/bin/sh\necho run >> ${place(name)}.runs\n${body}\n`);
    await chmod(place(name), 0o755);
    return {
      apiVersion: VERSION,
      command: `./${name}`,
      args: ['a', 'b c'],
      env: [{ name: 'SAID', value: 'x y' }],
      provideClusterInfo: true,
    };
  };
  const runs = async (name: string): Promise<number> =>
    readFile(`${place(name)}.runs`, 'utf8').then((text) => text.split('\n').length - 1);
  const prints = (status: object): string =>
    `echo '${JSON.stringify({ apiVersion: VERSION, kind: 'ExecCredential', status })}'`;

  it('is run with what the kubeconfig says, once for a token that holds', async () => {
    const info = `printf '%s|%s|%s|%s' "$1" "$2" "$SAID" "$KUBERNETES_EXEC_INFO" > ${place('said')}`;
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const exec = await script(
      'good',
      `${info}\n${prints({ token: await server.token(), expirationTimestamp: later })}`,
    );
    const store = await open(clusterOf(server), { exec });
    expect([await isListed(store), await isListed(store), await runs('good')]).toEqual([true, true, 1]);
    const said = await readFile(place('said'), 'utf8');
    const [first, second, env, told = ''] = said.split('|');
    expect([first, second, env]).toEqual(['a', 'b c', 'x y']);
    expect(JSON.parse(told)).toMatchObject({
      apiVersion: VERSION,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: `${server.url}/` } },
    });
  });

  it('is run again when its token has expired, or is refused', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    const exec = await script('expired', prints({ token: await server.token(), expirationTimestamp: past }));
    const store = await open(clusterOf(server), { exec });
    expect([await isListed(store), await isListed(store), await runs('expired')]).toEqual([true, true, 2]);
    const [bad, good] = ['revoked-before', await server.token()];
    const turns = `if [ "$(wc -l < ${place('turns')}.runs)" = 1 ]; then ${prints({ token: bad })}; else ${prints({ token: good })}; fi`;
    const other = await open(clusterOf(server), { exec: await script('turns', turns) });
    expect([await isListed(other), await runs('turns')]).toEqual([true, 2]);
  });

  it('may give a certificate', async () => {
    const pair = { clientCertificateData: tlsText('client.crt'), clientKeyData: tlsText('client.key') };
    await writeFile(
      place('pair.json'),
      JSON.stringify({ apiVersion: VERSION, kind: 'ExecCredential', status: pair }),
    );
    const exec = await script('certified', `cat ${place('pair.json')}`);
    expect(await isListed(await open(clusterOf(server), { exec }))).toBe(true);
  });

  it.each<[string, string, string]>([
    ['fails', 'echo no network >&2; exit 3', 'ended with 3: "no network"'],
    ['prints-nothing', 'true', 'printed no ExecCredential'],
    ['prints-null', 'echo null', 'printed no ExecCredential'],
    ['has-no-token', prints({}), 'printed neither a token nor a certificate'],
    [
      'knows-no-time',
      prints({ token: 'a', expirationTimestamp: 'tomorrow' }),
      'printed no time as "tomorrow"',
    ],
    [
      'speaks-another',
      `echo '{"kind":"ExecCredential","apiVersion":"v9"}'`,
      'speaks "v9", and the kubeconfig says',
    ],
  ])('is named where it %s', async (name, body, says) => {
    const store = await open(clusterOf(server), { exec: await script(name, body) });
    const { exit, message } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual(['unavailable', expect.stringContaining(`${name} ${says}`)]);
  });

  it('is missed with the hint of the kubeconfig', async () => {
    const exec = { apiVersion: VERSION, command: 'no-such-plugin', installHint: 'brew install it' };
    const store = await open(clusterOf(server), { exec });
    const { message, hint } = await failureOf(store.list(going()));
    expect(message).toContain('no-such-plugin: not installed');
    expect(hint).toBe('brew install it');
  });
});

describe('a pod', () => {
  const inPod = async (name: string, token: string, ca = tlsText('ca.crt')) => {
    const serviceAccount = place(name);
    await mkdir(serviceAccount, { recursive: true });
    await writeFile(path.join(serviceAccount, 'token'), token);
    await writeFile(path.join(serviceAccount, 'ca.crt'), ca);
    return serviceAccount;
  };
  const withEnvironment = (url: string): (() => void) => {
    const { hostname, port } = new URL(url);
    process.env['KUBERNETES_SERVICE_HOST'] = hostname;
    process.env['KUBERNETES_SERVICE_PORT'] = port;
    return () => {
      delete process.env['KUBERNETES_SERVICE_HOST'];
      delete process.env['KUBERNETES_SERVICE_PORT'];
    };
  };

  it('uses its service account, whose token may be replaced', async () => {
    const leave = withEnvironment(server.url);
    const serviceAccount = await inPod('account', await server.token());
    const store = kubernetesStore({ nodeName: 'n1', serviceAccount });
    leave();
    opened.push(store);
    expect([store.name, await isListed(store)]).toEqual([`Kubernetes at ${server.url}`, true]);
    await server.revoke();
    await inPod('account', await server.token());
    expect(await isListed(store)).toBe(true);
    await inPod('account', '');
    expect(await failureOf(store.list(going()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringMatching(/token is empty$/),
    });
  });

  it('is asked at another URL with --kube-api-url; elsewhere nobody is said to ask', async () => {
    const serviceAccount = await inPod('other', await server.token());
    const store = kubernetesStore({ nodeName: 'n1', serviceAccount, apiUrl: server.url });
    opened.push(store);
    expect(await isListed(store)).toBe(true);
    const outside = kubernetesStore({ nodeName: 'n1', serviceAccount: place('none'), apiUrl: server.url });
    expect(await failureOf(outside.list(going()))).toMatchObject({
      message: expect.stringContaining('no authority that is trusted'),
    });
  });

  it('is what is missing where nothing else is given', () => {
    expect(() => kubernetesStore({ nodeName: 'n1' })).toThrow(
      'this is not a pod of Kubernetes: KUBERNETES_SERVICE_HOST is not set',
    );
  });

  it.each(['10.0.0.1:6443', 'ftp://10.0.0.1', 'https://user:secret@10.0.0.1', ' '])(
    'refuses the URL %s',
    (apiUrl) => {
      expect(() => kubernetesStore({ nodeName: 'n1', apiUrl })).toThrow(
        /^--kube-api-url (?!.*secret).* is not the URL of a server/,
      );
    },
  );

  it.each(['org', 'a/b/c', 'org.example/Net'])('refuses the annotation prefix %s', (annotationPrefix) => {
    expect(() => kubernetesStore({ nodeName: 'n1', apiUrl: 'https://10.0.0.1', annotationPrefix })).toThrow(
      /subnet\/kube: prefix/,
    );
  });
});

describe('the net-conf', () => {
  it('is the file that kube-flannel mounts', async () => {
    const store = await open(clusterOf(server), {}, { netConfPath: place('net-conf.json') });
    expect(await store.config(going())).toBeUndefined();
    await writeFile(place('net-conf.json'), ' \n');
    expect(await store.config(going())).toBeUndefined();
    await writeFile(place('net-conf.json'), '{"Network":"10.244.0.0/16"}');
    expect(await store.config(going())).toBe('{"Network":"10.244.0.0/16"}');
  });
});
