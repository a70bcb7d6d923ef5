import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
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

/** kube-apiserver can't be had on this machine, which is no fault of flannelctl's. */
export class NotHad extends Error {}

/** Debian 12's Go is older, and can't fetch a newer one, so there is no use in installing it. */
async function requireGo(): Promise<void> {
  const { stdout } = await execa('go', ['env', 'GOVERSION'], { reject: false });
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) > 1 || Number(minor) >= 24) return;
  const found = stdout === '' ? 'there is none on the PATH' : `this is ${stdout}`;
  throw new NotHad(`kube-apiserver needs Go 1.24 or newer, and ${found}`);
}

/** What Go says where a module can't be fetched. */
const FETCHING =
  /^.*(dial tcp|Get "https?:|reading https?:|module lookup disabled|i\/o timeout|TLS handshake).*$/m;

/** Runs Go, below all else that runs. What can't be downloaded is told from what is wrong. */
async function go(args: readonly string[], cwd: string, stop?: AbortSignal): Promise<string> {
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod -p=2 -buildvcs=false' };
  const options = { cwd, env, reject: false, ...(stop && { cancelSignal: stop }) } as const;
  const { exitCode, stdout, stderr, isCanceled } = await execa('nice', ['-n', '19', 'go', ...args], options);
  if (exitCode === 0) return stdout;
  const said = `${stdout}\n${stderr}`;
  const [lost] = FETCHING.exec(said) ?? [];
  if (lost !== undefined)
    throw new NotHad(`its module could not be downloaded: ${lost.trim().slice(0, 300)}`);
  if (isCanceled) throw new NotHad('it was not built in time');
  throw new Error(`go ${args[0]} failed:\n${said.slice(-3000)}`);
}

/** Kubernetes' own go.mod takes its libraries from its source tree, which a module does not have. */
async function goMod(folder: string): Promise<string> {
  const downloaded = await go(['mod', 'download', '-json', `k8s.io/kubernetes@v${VERSION}`], folder);
  const { GoMod } = JSON.parse(downloaded) as { GoMod: string };
  const { Replace } = JSON.parse(await go(['mod', 'edit', '-json', GoMod], folder)) as {
    Replace: readonly { Old: { Path: string }; New: { Path: string } }[];
  };
  const staged = Replace.filter(({ New }) => New.Path.startsWith('./staging/')).map(({ Old }) => Old.Path);
  const replaced = staged.map((library) => `replace ${library} => ${library} ${LIBRARIES}\n`);
  const required = `require k8s.io/kubernetes v${VERSION}\nrequire k8s.io/component-base ${LIBRARIES}\n`;
  return `module apiserver\n\ngo 1.24.0\n\n${required}\n${replaced.join('')}`;
}

/**
 * Builds kube-apiserver from its Go module, once: it is kept. Takes minutes, and a gigabyte of Go's cache.
 * @param stop ends the build
 * @returns the program's path
 * @throws NotHad where Go is not there or too old, or the module can't be downloaded
 */
export async function buildApiServer(stop?: AbortSignal): Promise<string> {
  const given = process.env['FLANNELCTL_TEST_APISERVER'];
  if (given) return given;
  const folder = await kept(NAME, async (made) => build(made, stop), Number.POSITIVE_INFINITY);
  return path.join(folder, 'kube-apiserver');
}

const NAME = `kube-apiserver-${VERSION}`;

async function build(made: string, stop: AbortSignal | undefined): Promise<void> {
  await requireGo();
  const began = Date.now();
  say(`building kube-apiserver ${VERSION}, which takes 5 to 15 minutes`);
  const source = path.join(made, 'source');
  await mkdir(source, { recursive: true });
  await writeFile(path.join(source, 'main.go'), MAIN);
  await writeFile(path.join(source, 'go.mod'), await goMod(source));
  await go(['mod', 'tidy', '-e'], source, stop);
  const flags = ['-trimpath', '-ldflags', '-s -w', '-o', path.join(made, 'kube-apiserver'), '.'];
  await go(['build', ...flags], source, stop);
  say(`built kube-apiserver ${VERSION} in ${Math.round((Date.now() - began) / 1000)} s`);
}
