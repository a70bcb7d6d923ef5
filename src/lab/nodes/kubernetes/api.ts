import { Failure } from '../../../errors/index.ts';
import { SWITCH } from '../../base/layout.ts';
import type { LabName } from '../../base/names.ts';
import { namespaceOf } from '../../base/names.ts';
import { type NamespaceAnswer, requestFrom } from '../request.ts';
import { adminToken, certificateFile } from './files.ts';

/** The API server of a lab. */
export interface LabApi {
  readonly lab: LabName;
  readonly server: string;
}

/** Asks the API server as an administrator; any answer is returned. */
export async function askApi(
  { lab, server }: LabApi,
  method: 'GET' | 'POST' | 'DELETE',
  target: string,
  object?: object,
): Promise<NamespaceAnswer> {
  const headers = {
    authorization: `Bearer ${await adminToken(lab)}`,
    'content-type': 'application/json',
  };
  const body = object === undefined ? {} : { body: JSON.stringify(object) };
  const request = { method, url: `${server}${target}`, headers, ...body };
  return requestFrom(lab, namespaceOf(lab, SWITCH), request, certificateFile(lab));
}

/** Creates an object. @throws Failure `unavailable` with what the API server says */
export async function createObject(api: LabApi, target: string, object: object): Promise<void> {
  const { status, text } = await askApi(api, 'POST', target, object);
  if (status === 201) return;
  throw new Failure(
    'unavailable',
    `kube-apiserver does not create ${target}: ${status} ${text.slice(0, 300)}`,
  );
}
