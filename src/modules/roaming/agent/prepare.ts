// `connects roaming agent prepare`: what a server needs of its own before its first generation. Keys are made here and
// never leave the machine (G7); nothing that is there already is touched.
import { execFile } from 'node:child_process'
import { access, chmod, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Failure, refuse } from '#platform/errors/index.ts'
import type { Settings } from './settings.ts'
import { openStore } from './store.ts'

export type Preparing = {
  readonly directory: string
  /** The name in the certificates: what devices are told to expect of the server. */
  readonly name: string
  /** Its code in the register, when it is known already. */
  readonly server?: string
}

const NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Makes what is missing, and says what is there and what to do next. */
export async function prepareMachine({ directory, name, server }: Preparing): Promise<string> {
  if (!NAME.test(name))
    refuse(
      'invalid',
      'roaming.agent.name',
      `“${name}” is not a name for a certificate. Give the server’s whole name in lower case, such as radius1.council.example.`,
    )
  const place = resolve(directory)
  const store = await openStore(place)
  const certs = join(store.local, 'certs')
  const settings: Settings = {
    url: 'https://connects.example',
    server: server ?? 'the code in the register',
    tokenFile: join(place, 'token'),
    directory: place,
    publicKey: 'the key shown at enrolment',
    restart: { start: true },
    everySeconds: 30,
  }
  const made = [
    await make(join(store.local, 'clients.conf'), 0o640, CLIENTS),
    await make(join(store.local, 'users'), 0o640, USERS),
    await make(join(place, 'settings.json'), 0o600, `${JSON.stringify(settings, null, 2)}\n`),
    await makeKey(join(certs, 'server'), name),
    await makeKey(join(certs, 'radsec'), name),
  ]
  return [...made, '', ...nextSteps(place, name)].join('\n')
}

const CLIENTS = `# Your access points or their controllers: one block each. The agent refuses ranges wider than a /24.
#
# client controller-1 {
# 	ipaddr = 10.0.0.10
# 	secret = a secret of at least 16 characters
# 	require_message_authenticator = yes
# 	shortname = controller-1
# }
`

const USERS = `# Accounts that sign in here, for a server without a directory behind it:
#
# alice@council.example	Cleartext-Password := "her password"
`

async function make(path: string, mode: number, text: string): Promise<string> {
  try {
    await writeFile(path, text, { flag: 'wx', mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return `There already: ${path}`
    throw error
  }
  await chmod(path, mode)
  return `Made: ${path}`
}

async function makeKey(path: string, name: string): Promise<string> {
  const key = `${path}.key`
  const request = `${path}.csr`
  if (
    await access(key).then(
      () => true,
      () => false,
    )
  )
    return `There already: ${key}`
  const words = ['req', '-new', '-newkey', 'rsa:3072', '-sha256', '-nodes', '-keyout', key, '-out', request]
  const asked = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  // RadSec asks from both sides, so its certificate is a client's too.
  const usage = path.endsWith('radsec') ? 'serverAuth,clientAuth' : 'serverAuth'
  // OpenSSL gives a key to its owner alone, whatever the umask says.
  await promisify(execFile)('openssl', [...words, ...asked, '-addext', `extendedKeyUsage=${usage}`], {
    timeout: 60_000,
  }).catch((cause: unknown) => {
    throw new Failure('roaming.agent.openssl', 'openssl could not make a key. Install the package openssl.', {
      cause,
    })
  })
  await chmod(key, 0o600)
  await chmod(request, 0o640)
  return `Made: ${key}, and the request for its certificate ${request}`
}

const nextSteps = (place: string, name: string): readonly string[] => [
  'Next:',
  `1. Have ${place}/local/certs/server.csr signed by the authority your devices trust (for ${name}, at most 397 days).`,
  `   Put the certificate with its chain into local/certs/server.pem and the authority’s own into local/certs/ca.pem.`,
  `   Over RadSec, have local/certs/radsec.csr signed by the federation’s authority and put it into local/certs/radsec.pem.`,
  `2. Write your access points into local/clients.conf.`,
  `3. Have the agent enrolled on the server’s page in Connects. Write its token into ${place}/token (chmod 0600), and`,
  `   the address of Connects, the server’s code and the public key into ${place}/settings.json.`,
  `4. Run it: connects roaming agent run --settings ${place}/settings.json`,
]
