// The table of settings: everything about an installation that its operator may choose, in one place.
// A setting that is not here does not exist, and a value that is wrong stops the start with its name.
import { join } from 'node:path'
import {
  address,
  derived,
  home,
  hostName,
  networks,
  oneOf,
  optional,
  path,
  paths,
  phrase,
  socketAddress,
  sender,
  wholeNumber,
  yesNo,
  type Surroundings,
} from './kinds.ts'

const MEBIBYTE = 1024 * 1024

export const SETTINGS = {
  dataDirectory: path(
    {
      name: 'CONNECTS_DATA',
      description:
        'The data directory: the embedded database, files and, without a mail server, mail. Back it up.',
    },
    './var',
  ),
  databaseUrl: optional(
    address(
      {
        name: 'DATABASE_URL',
        description:
          'The PostgreSQL server to use. Without it the embedded database in the data directory is used.',
        secret: true,
      },
      ['postgres:', 'postgresql:'],
      'postgresql://connects@db.council.example/connects',
    ),
  ),
  databaseConnections: wholeNumber(
    {
      name: 'CONNECTS_DATABASE_CONNECTIONS',
      description: 'Connections each process opens to PostgreSQL at most.',
    },
    10,
    1,
    200,
  ),
  databasePooler: yesNo(
    {
      name: 'CONNECTS_DATABASE_POOLER',
      description:
        'Whether a pooler that hands sessions round between transactions (PgBouncer) stands before PostgreSQL. Statements are then sent whole each time, which costs the server about twice the work.',
    },
    'no',
  ),
  port: wholeNumber(
    { name: 'PORT', description: 'The port to listen at; 0 takes any free one.' },
    3000,
    0,
    65_535,
  ),
  host: hostName(
    {
      name: 'HOST',
      description:
        'The address to listen at. The default answers this machine only; put a proxy with TLS in front.',
    },
    '127.0.0.1',
  ),
  publicUrl: optional(
    address(
      {
        name: 'CONNECTS_PUBLIC_URL',
        description:
          'The address readers use. It goes into mail and documents; with https the cookies and headers demand it.',
      },
      ['http:', 'https:'],
      'https://connects.county.example',
      { origin: true },
    ),
  ),
  trustedProxies: networks({
    name: 'CONNECTS_TRUSTED_PROXIES',
    description:
      'The proxies whose X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto are believed. Without any, none is.',
  }),
  mailUrl: optional(
    address(
      {
        name: 'CONNECTS_MAIL_URL',
        description:
          'The mail server. Without it mail is written to files under `mail` in the data directory.',
        secret: true,
      },
      ['smtp:', 'smtps:'],
      'smtp://mail.council.example:587',
    ),
  ),
  mailFrom: sender(
    { name: 'CONNECTS_MAIL_FROM', description: 'Who mail comes from. Must be set once a mail server is.' },
    'Connects <connects@connects.example>',
  ),
  replyDomain: optional(
    hostName(
      {
        name: 'CONNECTS_REPLY_DOMAIN',
        description:
          'The mail domain whose mail is handed to `connects groups post receive`, so that people can answer by mail. Without it they answer on the page.',
      },
      'reply.county.example',
    ),
  ),
  keyFile: derived(
    path(
      {
        name: 'CONNECTS_KEY_FILE',
        description:
          'The key file that opens the secrets kept in the database. Made on first start; keep a copy apart from the backups.',
      },
      '',
    ),
    '`$CREDENTIALS_DIRECTORY/connects-key` under systemd, else `~/.config/connects/secrets.key`',
    defaultKeyFile,
  ),
  commandSocket: derived(
    path(
      {
        name: 'CONNECTS_SOCKET',
        description: 'The socket at which `npx connects …` finds the running server.',
      },
      '',
    ),
    '`connects.sock` in the data directory',
    (surroundings) => join(dataDirectoryOf(surroundings), 'connects.sock'),
  ),
  auditHeadFile: derived(
    path(
      {
        name: 'CONNECTS_AUDIT_HEAD_FILE',
        description:
          "Where the audit chain's head is written outside the database. Best on another machine's disk.",
      },
      '',
    ),
    '`audit-head.log` in the data directory',
    (surroundings) => join(dataDirectoryOf(surroundings), 'audit-head.log'),
  ),
  workers: yesNo(
    {
      name: 'CONNECTS_WORKERS',
      description:
        'Whether this process also runs jobs. `no` for web processes beside a worker of their own.',
    },
    'yes',
  ),
  logLevel: oneOf(
    { name: 'CONNECTS_LOG_LEVEL', description: 'The least important line that is written to the log.' },
    ['debug', 'info', 'warn', 'error', 'silent'],
    'info',
  ),
  uploadMostBytes: wholeNumber(
    { name: 'CONNECTS_UPLOAD_MOST_BYTES', description: 'The largest file that can be put up.' },
    25 * MEBIBYTE,
    1024,
    1024 * MEBIBYTE,
  ),
  requestsPerMinute: wholeNumber(
    {
      name: 'CONNECTS_REQUESTS_PER_MINUTE',
      description:
        'Requests from one address in a minute before it is told to wait. Raise it where a whole organisation comes from one address.',
    },
    900,
    10,
    1_000_000,
  ),
  apiRequestsPerMinute: wholeNumber(
    {
      name: 'CONNECTS_API_REQUESTS_PER_MINUTE',
      description: 'API requests from one address in a minute before it is told to wait.',
    },
    6000,
    10,
    1_000_000,
  ),
  signInsPerHour: wholeNumber(
    {
      name: 'CONNECTS_SIGN_INS_PER_HOUR',
      description: 'Sign-in codes one mail address, and tries one network address, may ask for in an hour.',
    },
    10,
    1,
    10_000,
  ),
  sessionHours: wholeNumber(
    { name: 'CONNECTS_SESSION_HOURS', description: 'Hours after which a session ends, however busy.' },
    12,
    1,
    168,
  ),
  sessionIdleMinutes: wholeNumber(
    {
      name: 'CONNECTS_SESSION_IDLE_MINUTES',
      description: 'Minutes without a request after which a session ends.',
    },
    120,
    5,
    10_080,
  ),
  freshSignInMinutes: wholeNumber(
    {
      name: 'CONNECTS_FRESH_SIGN_IN_MINUTES',
      description:
        'Minutes for which a sign-in counts as fresh for deciding, releasing money and seeing a secret.',
    },
    15,
    1,
    240,
  ),
  stopSeconds: wholeNumber(
    {
      name: 'CONNECTS_STOP_SECONDS',
      description: 'Seconds that requests and jobs under way are given when the server is stopped.',
    },
    20,
    1,
    600,
  ),
  metricsToken: optional(
    phrase(
      {
        name: 'CONNECTS_METRICS_TOKEN',
        description: 'The bearer token `/metrics` asks for. Without it `/metrics` answers this machine only.',
      },
      24,
    ),
  ),
  followedLogs: paths({
    name: 'CONNECTS_FOLLOWED_LOGS',
    description: 'Log files of network servers on this machine that are followed as they grow.',
  }),
  syslogListen: optional(
    socketAddress({
      name: 'CONNECTS_SYSLOG_LISTEN',
      description:
        'Where syslog is received, by UDP and TCP. Without it nothing listens. Let only your servers reach it: syslog has no password.',
    }),
  ),
  requireAll: yesNo(
    {
      name: 'CONNECTS_REQUIRE_ALL',
      description: 'In tests: fail, instead of skip, what this machine cannot run.',
    },
    'no',
  ),
} as const

// The data directory is itself a setting, so what lies in it by default has to read it first.
function dataDirectoryOf(surroundings: Surroundings): string {
  const { name, read, absent } = SETTINGS.dataDirectory
  const text = surroundings.env[name]
  return text === undefined || text === '' ? absent(surroundings) : read(text, surroundings)
}

// A service manager hands the key over in a directory only the service can read. On a desk the key lies
// with the user's other settings: never in the data directory, whose backup would then open itself.
function defaultKeyFile(surroundings: Surroundings): string {
  const { env } = surroundings
  const credentials = env['CREDENTIALS_DIRECTORY']
  if (credentials !== undefined && credentials !== '') return join(credentials, 'connects-key')
  const settings = env['XDG_CONFIG_HOME']
  const base = settings !== undefined && settings !== '' ? settings : join(home(surroundings), '.config')
  return join(base, 'connects', 'secrets.key')
}

type Settings = typeof SETTINGS

/** The settings in force. */
export type Config = { readonly [K in keyof Settings]: ReturnType<Settings[K]['absent']> }
