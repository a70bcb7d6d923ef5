import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { type EtcdOptions, etcdStore } from '../../../src/stores/index.ts';

const named = (options: Partial<EtcdOptions>): string =>
  etcdStore({ endpoints: ['http://127.0.0.1:2379'], ...options }).name;

/** The Failure of options that are wrong. */
function refusal(options: Partial<EtcdOptions>): Failure {
  try {
    named(options);
  } catch (error) {
    if (error instanceof Failure && error.exit === 'invalidConfig') return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the options of etcd', () => {
  it.each([
    [['http://10.0.0.1:2379,http://10.0.0.2:2379'], 'http://10.0.0.1:2379, http://10.0.0.2:2379'],
    [['http://10.0.0.1:2379/', ' http://10.0.0.1:2379 '], 'http://10.0.0.1:2379'],
    [['10.0.0.1:2379'], 'http://10.0.0.1:2379'],
    [['etcd.example:2379'], 'http://etcd.example:2379'],
    [['http://[fd00::1]:2379'], 'http://[fd00::1]:2379'],
    [['https://10.0.0.1:2379'], 'https://10.0.0.1:2379'],
  ])('endpoints %j', (endpoints, names) => {
    expect(named({ endpoints })).toBe(`etcd at ${names}`);
  });

  it('an endpoint without a scheme has TLS where a CA or a certificate is given', () => {
    expect(named({ endpoints: ['10.0.0.1:2379'], cafile: '/ca.pem' })).toBe('etcd at https://10.0.0.1:2379');
  });

  it.each([
    [{ endpoints: [] }, 'there is no endpoint of etcd'],
    [{ endpoints: [' , '] }, 'there is no endpoint of etcd'],
    [{ endpoints: ['http://'] }, 'the endpoint "http://" of etcd is malformed'],
    [{ endpoints: ['http://10.0.0.1:99999'] }, 'the endpoint "http://10.0.0.1:99999" of etcd is malformed'],
    [{ endpoints: ['unix://run/etcd'] }, 'the endpoint "unix://run/etcd" of etcd has the scheme unix'],
    [{ endpoints: ['http://a:2379/v3'] }, 'has something behind the port'],
    [{ endpoints: ['http://a:1'], cafile: '/ca.pem' }, 'the endpoint http://a:1 of etcd has no TLS'],
    [{ certfile: '/a.pem' }, 'a client certificate is given without its key'],
    [{ keyfile: '/a.key' }, 'a client key is given without its certificate'],
    [{ password: 'x' }, 'a password is given without a user'],
    [{ prefix: '' }, 'the prefix "" of etcd\'s keys is malformed'],
    [{ prefix: '/' }, 'the prefix "/" of etcd\'s keys is malformed'],
    [{ prefix: '/a b' }, 'the prefix "/a b" of etcd\'s keys is malformed'],
  ])('%j is refused', (options, says) => {
    const { message, hint } = refusal(options);
    expect(message).toContain(says);
    expect(hint).toMatch(/\.$/);
  });

  it('no password in a URL gets into a message', () => {
    for (const endpoint of [
      'http://u:secret@10.0.0.1:2379',
      'http://u:secret@10.0.0.1:99999',
      'u:secret@h:2379',
    ])
      expect(refusal({ endpoints: [endpoint] }).message).not.toContain('secret');
  });
});
