import { expect, it } from 'vitest';
import { connectionFailure } from '../../../src/stores/etcd/client/connection-failure.ts';

const failureWith = (code: string) =>
  connectionFailure('https://10.0.0.1:2379', Object.assign(new Error('words of Node'), { code }));

it.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'invalidConfig', 'is signed by a CA that is not known here'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'invalidConfig', 'is signed by a CA that is not known here'],
  ['CERT_HAS_EXPIRED', 'unavailable', 'its certificate has expired, or is not valid yet'],
  ['CERT_NOT_YET_VALID', 'unavailable', 'its certificate has expired, or is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'invalidConfig', 'its certificate is for other names'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'unavailable', 'the connection was closed before TLS began'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'permission', 'it asks for a client certificate'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'invalidConfig', 'the client certificate and its key cannot be used'],
  ['HPE_INVALID_CONSTANT', 'invalidConfig', 'what listens there does not speak HTTP'],
  ['ENOTFOUND', 'unavailable', 'its name has no address'],
  ['EAI_AGAIN', 'unavailable', 'its name has no address'],
  ['ECONNREFUSED', 'unavailable', 'no connection'],
  ['EHOSTUNREACH', 'unavailable', 'no connection'],
  ['ECONNRESET', 'unavailable', 'the connection was closed without an answer'],
])('%s of a connection to etcd is said in words', (code, exit, says) => {
  const failure = failureWith(code);
  expect(failure).toMatchObject({ exit, hint: expect.stringMatching(/\w/) });
  expect(failure.message).toContain(`etcd at https://10.0.0.1:2379: `);
  expect(failure.message).toContain(says);
  expect(failure.message).toContain(code);
});
