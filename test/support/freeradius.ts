// A real FreeRADIUS as the home server of one realm, as a plain process of whoever runs the tests, from a directory of its
// own that is as small as one can be: for proving our client, not for showing how a server is to be set up.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { programAt } from '#platform/radius/index.ts'
import { testAuthority, type Issued } from './certificates.ts'

export type HomeServer = {
  readonly address: string
  readonly port: number
  readonly statusPort: number
  readonly radsecPort: number
  readonly secret: string
  readonly pid: number
  stop(): Promise<void>
}

type Wanted = {
  /** An address of loopback that nobody else's tests use. */
  readonly address: string
  readonly realm: string
  /** Inside the tunnel: the whole name and its password. */
  readonly accounts: Readonly<Record<string, string>>
  readonly certificate?: Issued
  /** The EAP method that it offers first, and alone when `only` is set. */
  readonly first?: 'peap' | 'ttls'
  readonly only?: boolean
  /** RadSec too, with this certificate, for clients of this authority. */
  readonly radsec?: Issued & { readonly ca: string }
  /** Seconds before a reject is sent. */
  readonly rejectDelay?: number
}

export const HOME_SECRET = 'the-secret-of-a-home-server-in-tests'
const PORTS = { port: 18120, statusPort: 18121, radsecPort: 20830 }
export const haveFreeradius = (): boolean => programAt('freeradius') !== undefined

/** Starts it and waits until it says that it is ready. */
export async function startHomeServer(wanted: Wanted): Promise<HomeServer> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-home-'))
  for (const [path, words] of Object.entries(filesOf(wanted, directory))) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true, mode: 0o750 })
    await writeFile(file, words, { mode: 0o640 })
  }
  const child = spawn(programAt('freeradius') ?? 'freeradius', ['-f', '-d', directory, '-l', 'stdout'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<void>((done) => child.on('close', () => done()))
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
    await rm(directory, { recursive: true, force: true })
  }
  // It does not outlive a test run that is broken off by an error.
  process.once('exit', () => child.kill('SIGKILL'))
  await ready(child).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    address: wanted.address,
    ...PORTS,
    secret: HOME_SECRET,
    pid: child.pid ?? 0,
    stop,
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const hear = (piece: Buffer): void => {
      text += piece.toString()
      if (text.includes('Ready to process requests')) resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.on('error', reject)
    child.on('close', () => reject(new Error(`freeradius did not start:\n${text}`)))
  })
}

function filesOf(wanted: Wanted, directory: string): Readonly<Record<string, string>> {
  const { address, realm, accounts, first = 'peap', rejectDelay = 1 } = wanted
  const certificate = wanted.certificate ?? testAuthority().issue({ names: [`radius.${realm}`] })
  const methods = wanted.only === true ? [first] : ['peap', 'ttls', 'tls']
  const users = Object.entries(accounts)
    .map(([name, password]) => `"${name}" Cleartext-Password := "${password}"\n`)
    .join('')
  const client = (name: string): string =>
    block(`client ${name}`, [
      'ipaddr = 127.0.0.0/8',
      `secret = '${HOME_SECRET}'`,
      'require_message_authenticator = yes',
    ])
  const method = (name: string): string =>
    block(name, [
      'tls = common',
      ...(name === 'tls' ? [] : ['default_eap_type = mschapv2', 'virtual_server = inner']),
    ])
  return {
    'radiusd.conf': `
prefix = /usr
libdir = /usr/lib/freeradius
confdir = ${directory}
logdir = ${directory}
run_dir = ${directory}
pidfile = ${directory}/radiusd.pid
max_request_time = 30
max_requests = 16384
hostname_lookups = no
log {
	destination = stdout
	auth = no
}
security {
	allow_core_dumps = no
	reject_delay = ${rejectDelay}
	status_server = yes
}
thread pool {
	start_servers = 2
	max_servers = 16
}
${client('loopback')}
modules {
	always ok {
		rcode = ok
	}
	always reject {
		rcode = reject
	}
	realm suffix {
		format = suffix
		delimiter = "@"
	}
	files {
		usersfile = ${directory}/users
	}
	pap {
	}
	mschap {
		use_mppe = yes
	}
	eap {
		default_eap_type = ${first}
		timer_expire = 60
		max_sessions = 16384
		tls-config common {
			private_key_file = ${directory}/certs/server.key
			certificate_file = ${directory}/certs/server.pem
			ca_file = ${directory}/certs/ca.pem
			cipher_list = "HIGH:!aNULL"
			tls_min_version = "1.2"
			tls_max_version = "1.2"
			fragment_size = 1024
		}
		${methods.map(method).join('')}
		mschapv2 {
		}
	}
}
proxy server {
	default_fallback = no
}
realm ${realm} {
	nostrip
}
${wanted.radsec === undefined ? '' : RADSEC_CLIENTS}
server home {
	listen {
		type = auth
		ipaddr = ${address}
		port = ${PORTS.port}
	}
	${wanted.radsec === undefined ? '' : radsecListener(address, directory)}
	authorize {
		Autz-Type Status-Server {
			ok
		}
		if (&User-Name !~ /@${realm.replaceAll('.', '\\.')}$/) {
			reject
		}
		eap {
			ok = return
		}
	}
	authenticate {
		eap
	}
	post-auth {
		update reply {
			&Chargeable-User-Identity := "cui-of-tests"
		}
		Post-Auth-Type REJECT {
			eap
		}
	}
}
server inner {
	authorize {
		mschap
		eap {
			ok = return
		}
		files
		pap
	}
	authenticate {
		Auth-Type PAP {
			pap
		}
		Auth-Type MS-CHAP {
			mschap
		}
		eap
	}
}
server status {
	listen {
		type = status
		ipaddr = ${address}
		port = ${PORTS.statusPort}
	}
	${client('portal')}
	authorize {
		Autz-Type Status-Server {
			ok
		}
	}
}
`,
    users,
    'certs/server.pem': certificate.certificate,
    'certs/server.key': certificate.key,
    'certs/ca.pem': testAuthority().pem,
    ...(wanted.radsec === undefined
      ? {}
      : {
          'certs/radsec.pem': wanted.radsec.certificate,
          'certs/radsec.key': wanted.radsec.key,
          'certs/radsec-ca.pem': wanted.radsec.ca,
        }),
  }
}

// One item a line: the format has no other way of keeping two apart.
const block = (head: string, items: readonly string[]): string =>
  `${head} {\n${items.map((item) => `\t${item}\n`).join('')}}\n`

const radsecListener = (address: string, directory: string): string => `
	listen {
		type = auth
		proto = tcp
		ipaddr = ${address}
		port = ${PORTS.radsecPort}
		clients = radsec
		tls {
			private_key_file = ${directory}/certs/radsec.key
			certificate_file = ${directory}/certs/radsec.pem
			ca_file = ${directory}/certs/radsec-ca.pem
			fragment_size = 8192
			cipher_list = "HIGH:!aNULL"
			tls_min_version = "1.2"
			tls_max_version = "1.3"
			require_client_cert = yes
		}
		limit {
			max_connections = 64
			lifetime = 0
			idle_timeout = 60
		}
	}
`

const RADSEC_CLIENTS = `
clients radsec {
	client radsec {
		ipaddr = 127.0.0.0/8
		proto = tls
		secret = radsec
	}
}
`
