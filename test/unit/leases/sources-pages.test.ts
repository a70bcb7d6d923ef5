import { describe, expect, it } from 'vitest';
import { etcdJson, etcdPair, kubeNode, publishedNodes } from '../../support/lease-writers.ts';
import { names, records, said } from './sources-support.ts';

const NODES = publishedNodes(3);

describe('a list of Kubernetes in pages', () => {
  const page = (from: number, to: number, more: string): string =>
    JSON.stringify({
      kind: 'NodeList',
      apiVersion: 'v1',
      metadata: { continue: more },
      items: NODES.slice(from, to).map((node) => kubeNode(node)),
    });

  it('is refused without its last page, by which peers would be taken for gone', async () => {
    for (const text of [page(0, 2, 'abc'), `${page(0, 1, 'abc')}\n${page(1, 2, 'def')}`]) {
      const source = await records(text);
      expect(source.entries).toEqual([]);
      expect(said(source)).toEqual([
        expect.stringContaining('error: this is one page of a longer list of nodes'),
      ]);
    }
  });

  it('is read with all of them', async () => {
    const source = await records(`${page(0, 2, 'abc')}\n${page(2, 3, '')}`);
    expect(source.problems).toEqual([]);
    expect(names(source.entries)).toEqual(NODES.map(({ name }) => name));
  });
});

describe('a listing of etcd', () => {
  const listing = JSON.parse(etcdJson(NODES.map((node) => etcdPair(node)))) as object;

  it('that was limited is refused', async () => {
    const source = await records(JSON.stringify({ ...listing, more: true, count: 9 }));
    expect(source.entries).toEqual([]);
    expect(said(source)).toEqual([
      '1:1 error: this is a part of a longer listing of etcd: what comes after it is missing',
    ]);
  });

  it('that was not is read', async () => {
    const { entries } = await records(JSON.stringify({ ...listing, more: false }));
    expect(entries).toHaveLength(NODES.length);
  });
});
