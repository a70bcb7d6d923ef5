import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { need } from '../../machines/apt.ts';
import { kept } from '../../machines/trees.ts';

/** Kubernetes' libraries have the same version behind a 0. */
const VERSION = '1.34.2';

const MAIN = `package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
`;

const LIBRARIES = `v0.${VERSION.slice(2)}`;

const say = (text: string): boolean => process.stderr.write(`setup: ${text}\n`);

/** Debian 12's Go is older; a newer one could fetch what it needs, an older one can't. */
async function requireGo(): Promise<void> {
  await need({ go: 'golang-go' });
  const { stdout } = await execa('go', ['env', 'GOVERSION']);
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) > 1 || Number(minor) >= 24) return;
  throw new Error(`kube-apiserver needs Go 1.24 or newer, and this is ${stdout}: put one first on the PATH`);
}

/** Kubernetes' own go.mod takes its libraries from its source tree, which a module does not have. */
async function goMod(folder: string): Promise<string> {
  const asked = ['mod', 'download', '-json', `k8s.io/kubernetes@v${VERSION}`];
  const { stdout } = await execa('go', asked, { cwd: folder });
  const { GoMod } = JSON.parse(stdout) as { GoMod: string };
  const { stdout: edited } = await execa('go', ['mod', 'edit', '-json', GoMod]);
  const { Replace } = JSON.parse(edited) as {
    Replace: readonly { Old: { Path: string }; New: { Path: string } }[];
  };
  const staged = Replace.filter(({ New }) => New.Path.startsWith('./staging/')).map(({ Old }) => Old.Path);
  const replaced = staged.map((library) => `replace ${library} => ${library} ${LIBRARIES}\n`);
  const required = `require k8s.io/kubernetes v${VERSION}\nrequire k8s.io/component-base ${LIBRARIES}\n`;
  return `module apiserver\n\ngo 1.24.0\n\n${required}\n${replaced.join('')}`;
}

/**
 * Builds kube-apiserver from its Go module, once: it is kept. Takes minutes, and a gigabyte of Go's cache.
 * @returns the program's path
 */
export async function buildApiServer(): Promise<string> {
  const given = process.env['FLANNELCTL_TEST_APISERVER'];
  if (given) return given;
  const name = `kube-apiserver-${VERSION}`;
  const folder = await kept(
    name,
    async (made) => {
      await requireGo();
      const began = Date.now();
      say(`building kube-apiserver ${VERSION}, which takes 5 to 15 minutes`);
      const source = path.join(made, 'source');
      await mkdir(source, { recursive: true });
      await writeFile(path.join(source, 'main.go'), MAIN);
      await writeFile(path.join(source, 'go.mod'), await goMod(source));
      const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod -p=2 -buildvcs=false' };
      await execa('go', ['mod', 'tidy', '-e'], { cwd: source, env });
      const flags = ['-trimpath', '-ldflags', '-s -w', '-o', path.join(made, 'kube-apiserver'), '.'];
      await execa('nice', ['-n', '19', 'go', 'build', ...flags], { cwd: source, env });
      say(`built kube-apiserver ${VERSION} in ${Math.round((Date.now() - began) / 1000)} s`);
    },
    Number.POSITIVE_INFINITY,
  );
  return path.join(folder, 'kube-apiserver');
}
