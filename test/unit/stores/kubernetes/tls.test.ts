import { rm } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import type { Store } from '../../../../src/stores/index.ts';
import { tlsFile, tlsText } from '../../../support/apiserver/api-server.ts';
import { CERTIFIED, clusterOf, storeBy, testFolder } from '../../../support/apiserver/configs.ts';
import { failureOf, going } from '../../../support/apiserver/watching.ts';

const LIST = JSON.stringify({ kind: 'NodeList', metadata: { resourceVersion: '7' }, items: [] });

/** A server with the tests' certificate that answers with no nodes, and the names that clients asked it for. */
async function namedServer() {
  const names: (string | false | null)[] = [];
  const server = https.createServer(
    { cert: tlsText('server.crt'), key: tlsText('server.key') },
    ({ socket }, response) => {
      names.push((socket as TLSSocket & { readonly servername: string | false | null }).servername);
      response.end(LIST);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { names, url: (host: string): string => `https://${host}:${port}` };
}

async function open(cluster: object, user: object): Promise<Store> {
  const folder = await testFolder();
  const store = await storeBy(folder, cluster, user);
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  return store;
}

it('a server is told the name that it is asked by, or that of the kubeconfig', async () => {
  const { names, url } = await namedServer();
  const cluster = clusterOf({ url: url('localhost') });
  await (await open(cluster, { token: 'a' })).list(going());
  const named = { ...cluster, 'tls-server-name': 'kubernetes.default.svc' };
  await (await open(named, { token: 'a' })).list(going());
  expect(names).toEqual(['localhost', 'kubernetes.default.svc']);
});

it('a client certificate with the key of another is told with what to look at', async () => {
  const { url } = await namedServer();
  const user = {
    'client-certificate-data': CERTIFIED['client-certificate-data'],
    'client-key': tlsFile('server.key'),
  };
  const store = await open(clusterOf({ url: url('localhost') }), user);
  const { message, hint } = await failureOf(store.list(going()));
  expect(message).toMatch(/it, or this client’s own certificate, was refused \(ERR_OSSL_\w+\)$/);
  expect(hint).toContain('the client certificate and its key belong together');
});

it('a kubeconfig with a key alone is refused with what is missing', async () => {
  const store = await open(clusterOf({ url: 'https://localhost:1' }), {
    'client-key-data': CERTIFIED['client-key-data'],
  });
  const { problems } = await failureOf(store.list(going()));
  expect(problems.map(({ message }) => message)).toEqual([
    'the user has a client-key without a client-certificate',
  ]);
});

it('a kubeconfig is refused with what to do about it', async () => {
  const store = await open(clusterOf({ url: 'https://localhost:1' }, { 'proxy-url': 'http://proxy:3128' }), {
    token: 'a',
  });
  const { problems } = await failureOf(store.list(going()));
  expect(problems.map(({ hint }) => hint)).toEqual(['Give a server that can be reached without a proxy.']);
});
