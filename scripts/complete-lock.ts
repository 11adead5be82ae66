// Completes package-lock.json after a change of dependencies. Where packages come from, some binaries for other
// platforms may be missing; npm then writes a lock that its own `npm ci` refuses (npm/cli#9846). What is missing is
// optional, so naming it is enough: version, os and cpu, as the packages that are there show them.
import { readFileSync, writeFileSync } from 'node:fs'

type Locked = {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [more: string]: unknown
}
type Lock = { readonly packages: Record<string, Locked> }

const PATH = 'package-lock.json'
const SYSTEMS: Readonly<Record<string, string>> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
  win: 'win32',
  aix: 'aix',
  sunos: 'sunos',
}
const PROCESSORS: Readonly<Record<string, string>> = {
  x64: 'x64',
  arm64: 'arm64',
  arm: 'arm',
  armv6: 'arm',
  armv7: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
  wasm32: 'wasm32',
}

const lock = JSON.parse(readFileSync(PATH, 'utf8')) as Lock
const added = completed(lock)
refuseAddresses(lock)
if (added.length > 0) {
  const root = lock.packages[''] ?? {}
  const { '': _, ...rest } = lock.packages
  const sorted = Object.fromEntries(Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  writeFileSync(PATH, `${JSON.stringify({ ...lock, packages: { '': root, ...sorted } }, null, 2)}\n`)
}
process.stdout.write(
  added.length === 0
    ? 'The lock is complete.\n'
    : `Added to the lock:\n${added.map((one) => `  ${one}\n`).join('')}`,
)

function completed({ packages }: Lock): readonly string[] {
  const missing: string[] = []
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isThere(packages, path, name)) continue
      // Only what names one version can be completed without asking anybody.
      if (!/^\d+\.\d+\.\d+/.test(version))
        throw new Error(
          `${name} ${version}, which ${path} may want, is missing from the lock and is no single version.`,
        )
      packages[`node_modules/${name}`] = inOrder({
        version,
        optional: true,
        ...platformOf(name),
        ...(packages[path]?.['dev'] === true ? { dev: true } : {}),
      })
      missing.push(`${name}@${version}`)
    }
  }
  return missing
}

// As npm writes it: the version, then the rest by name, so that a second run of either changes nothing.
function inOrder({ version, ...rest }: Locked & { version: string }): Locked {
  return {
    version,
    ...Object.fromEntries(Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  }
}

// As Node looks for it: in the package's own folder, then in each one around it.
function isThere(packages: Lock['packages'], owner: string, name: string): boolean {
  const folders = owner.split('/node_modules/')
  const around = folders.map((_, depth) => folders.slice(0, folders.length - depth).join('/node_modules/'))
  return [...around.map((folder) => (folder === '' ? '' : `${folder}/`)), ''].some(
    (folder) => packages[`${folder}node_modules/${name}`] !== undefined,
  )
}

// '@oxlint/binding-linux-arm64-musl' names its platform in its own name.
function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } {
  const words = name.split(/[-/]/)
  const os = words.map((word) => SYSTEMS[word]).find((found) => found !== undefined)
  const cpu = words.map((word) => PROCESSORS[word]).find((found) => found !== undefined)
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  }
}

function refuseAddresses({ packages }: Lock): void {
  const named = Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([path]) => path)
  if (named.length > 0)
    throw new Error(
      `The lock names where ${named.join(', ')} came from. Every clone would ask that address; .npmrc leaves it out.`,
    )
}
