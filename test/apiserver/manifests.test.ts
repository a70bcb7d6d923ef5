import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type ApiServer, ask, must } from '../support/apiserver/api-server.ts';
import { realApiServer } from '../support/apiserver/real.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';
import { REPOSITORY } from '../support/cli/cli.ts';

const textOf = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8');
const objectsOf = (file: string): readonly { readonly kind: string }[] =>
  parseAllDocuments(textOf(file)).map((document) => document.toJS() as { kind: string });

const PLACES: Readonly<Record<string, string>> = {
  ConfigMap: '/api/v1/namespaces/kube-flannel/configmaps',
  DaemonSet: '/apis/apps/v1/namespaces/kube-flannel/daemonsets',
};

await withApiServer(() => {
  let server: ApiServer;
  beforeAll(async () => {
    // The rights are created as it starts.
    server = await realApiServer();
  });
  afterAll(async () => server?.stop());

  describe('the manifests in deploy/', () => {
    it.each(['configmap.yaml', 'daemonset.yaml'])(
      'has no field that Kubernetes does not know: %s',
      async (file) => {
        for (const object of objectsOf(`deploy/${file}`))
          await must(server, 'POST', `${PLACES[object.kind]}?fieldValidation=Strict`, object);
      },
    );

    it('keep kube-flannel off nodes with the label', async () => {
      const theirs = objectsOf('test/fixtures/config/kube-flannel.yml').find(
        ({ kind }) => kind === 'DaemonSet',
      );
      await must(server, 'POST', `${PLACES['DaemonSet']}`, theirs);
      const patch: unknown = parse(textOf('deploy/kube-flannel-elsewhere.yaml'));
      const target = `${PLACES['DaemonSet']}/kube-flannel-ds?fieldValidation=Strict`;
      const { status, text } = await ask(server, 'PATCH', target, patch);
      expect([status, text]).toEqual([
        200,
        expect.stringContaining('"key":"flannelctl/agent","operator":"DoesNotExist"'),
      ]);
    });
  });
});
