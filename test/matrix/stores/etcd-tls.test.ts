import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Authority,
  type Certificate,
  makeAuthority,
  replaceCertificate,
} from '../../support/stores/certificates.ts';
import { type EtcdMember, startOneEtcd } from '../../support/stores/etcd.ts';
import { never, openStore, ownLease, rejection } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const SERVER = { subject: '/CN=etcd', usage: 'serverAuth,clientAuth' };
const CLIENT = { subject: '/CN=n1', usage: 'clientAuth' };

/** etcd with TLS; with the CA of clients it asks each for a certificate, `--client-cert-auth` or not. */
const secure = async ({ cert, key }: Certificate, clients?: Authority): Promise<EtcdMember> =>
  startOneEtcd({
    scheme: 'https',
    flags: [
      ...['--cert-file', cert, '--key-file', key],
      ...(clients === undefined ? [] : ['--trusted-ca-file', clients.ca, '--client-cert-auth']),
    ],
  });

/** The options of a client with its certificate. */
const withCertificate = ({ ca }: Authority, { cert, key }: Certificate) => ({
  cafile: ca,
  certfile: cert,
  keyfile: key,
});

describe('a store in etcd with TLS', () => {
  it('works with a CA alone, without a client certificate', async () => {
    const authority = await makeAuthority();
    const etcd = await secure(await authority.issue('server', SERVER));
    const store = openStore(etcd.url, { cafile: authority.ca });
    expect(await store.publish(ownLease(1), never())).toMatchObject({ result: 'published' });
    expect((await store.list(never())).leases).toHaveLength(1);
  });

  it('says how to mend a wrong CA, a wrong address, TLS at a plain port, and plain HTTP at a TLS port', async () => {
    const [authority, other] = [await makeAuthority(), await makeAuthority()];
    const etcd = await secure(await authority.issue('server', SERVER));
    const listed = async (url: string, options: object): Promise<unknown> =>
      rejection(openStore(url, options).list(never()));
    for (const options of [{ cafile: other.ca }, {}])
      expect(await listed(etcd.url, options)).toMatchObject({
        exit: 'invalidConfig',
        message: expect.stringContaining('its certificate is signed by a CA that is not known here'),
        hint: expect.stringContaining('--etcd-cafile'),
      });
    const elsewhere = await authority.issue('elsewhere', { ...SERVER, address: '127.0.0.2' });
    const misplaced = await secure(elsewhere);
    expect(await listed(misplaced.url, { cafile: authority.ca })).toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringContaining('its certificate is for other names or addresses'),
    });
    expect(await listed(etcd.url.replace('https', 'http'), {})).toMatchObject({
      exit: 'unavailable',
      hint: expect.stringContaining('write https:// for http://'),
    });
    const plain = await startOneEtcd();
    expect(await listed(plain.url.replace('http', 'https'), { cafile: authority.ca })).toMatchObject({
      exit: 'unavailable',
      hint: 'If etcd has no TLS, write http:// for https://.',
    });
  });

  it('shows a client certificate where etcd asks for one, and says what is wrong with it', async () => {
    const [authority, other] = [await makeAuthority(), await makeAuthority()];
    const etcd = await secure(await authority.issue('server', SERVER), authority);
    const client = withCertificate(authority, await authority.issue('client', CLIENT));
    const store = openStore(etcd.url, client);
    const watcher = watching(store, (await store.list(never())).revision);
    await store.publish(ownLease(1), never());
    expect(await watcher.events(1)).toHaveLength(1);
    const foreign = withCertificate(other, await other.issue('client', CLIENT));
    for (const options of [{ cafile: authority.ca }, { ...foreign, cafile: authority.ca }])
      expect(await rejection(openStore(etcd.url, options).list(never()))).toMatchObject({
        exit: 'permission',
        message: expect.stringContaining('it asks for a client certificate'),
        hint: expect.stringContaining('--etcd-certfile'),
      });
    const mixed = { ...client, keyfile: foreign.keyfile };
    expect(await rejection(openStore(etcd.url, mixed).list(never()))).toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringContaining('the client certificate and its key cannot be used'),
    });
    const none = { ...client, certfile: path.join(authority.folder, 'none.pem') };
    expect(await rejection(openStore(etcd.url, none).list(never()))).toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringContaining('none.pem: no such file'),
    });
  });

  it('says that a certificate has expired', async () => {
    const authority = await makeAuthority();
    const etcd = await secure(await authority.issue('server', { ...SERVER, days: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await rejection(openStore(etcd.url, { cafile: authority.ca }).list(never()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('its certificate has expired'),
      hint: 'Renew it, and check the clocks of both machines.',
    });
  });

  it('names the clientAuth that a server certificate lacks', async () => {
    const authority = await makeAuthority();
    const server = await authority.issue('server', { ...SERVER, usage: 'serverAuth' });
    const etcd = await secure(server, authority);
    const client = withCertificate(authority, await authority.issue('client', CLIENT));
    expect(await rejection(openStore(etcd.url, client).list(never()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('its gateway cannot connect to etcd itself'),
      hint: expect.stringContaining('its server certificate needs clientAuth beside serverAuth'),
    });
  });

  it('goes on with certificates that were rotated, without a new store', async () => {
    const [authority, next] = [await makeAuthority(), await makeAuthority()];
    const server = await authority.issue('server', SERVER);
    const etcd = await secure(server, authority);
    const client = await authority.issue('client', CLIENT);
    const store = openStore(etcd.url, withCertificate(authority, client));
    await store.publish(ownLease(1), never());
    await replaceCertificate(server, await next.issue('server', SERVER));
    await replaceCertificate(client, await next.issue('client', CLIENT));
    await replaceCertificate(
      { cert: authority.ca, key: `${authority.ca}.key` },
      { cert: next.ca, key: next.ca },
    );
    await etcd.signal('SIGTERM');
    await etcd.start();
    expect((await store.list(never())).leases).toHaveLength(1);
    // Half of a rotation: nothing but another try is needed once it is whole.
    const again = await next.issue('again', CLIENT);
    await replaceCertificate({ ...client, key: `${client.key}.later` }, again);
    expect(await rejection(store.list(never()))).toMatchObject({ exit: 'invalidConfig' });
    await replaceCertificate(client, again);
    expect((await store.list(never())).leases).toHaveLength(1);
  });

  it('has a Failure for files that are no PEM', async () => {
    const authority = await makeAuthority();
    const etcd = await secure(await authority.issue('server', SERVER), authority);
    const client = withCertificate(authority, await authority.issue('client', CLIENT));
    const rubbish = path.join(authority.folder, 'rubbish');
    await writeFile(rubbish, 'x');
    for (const options of [
      { ...client, certfile: rubbish },
      { ...client, keyfile: rubbish },
      { ...client, cafile: rubbish },
    ])
      expect(await rejection(openStore(etcd.url, options).list(never()))).toMatchObject({
        exit: 'invalidConfig',
      });
  });
});
