import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { addressOf, describeConfig, isSecure, readConfig } from './index.ts'

const HOME = { HOME: '/home/officer' }

function refusalOf(env: Record<string, string>): Refusal {
  try {
    readConfig({ ...HOME, ...env }, '/srv/connects')
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
}

test('with nothing given every setting has its default', () => {
  const config = readConfig(HOME, '/srv/connects')
  assert.equal(config.dataDirectory, '/srv/connects/var')
  assert.equal(config.port, 3000)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.workers, true)
  assert.equal(config.keyFile, '/home/officer/.config/connects/secrets.key')
  assert.equal(config.commandSocket, '/srv/connects/var/connects.sock')
  assert.deepEqual(config.trustedProxies, [])
  assert.equal(addressOf(config), 'http://localhost:3000')
  assert.equal(isSecure(config), false)
})

test('an empty value counts as not given, as compose files write it', () => {
  assert.equal(readConfig({ ...HOME, PORT: '', CONNECTS_MAIL_URL: '' }, '/srv').port, 3000)
})

test('what lies in the data directory by default follows it', () => {
  const config = readConfig({ ...HOME, CONNECTS_DATA: '/var/lib/connects' }, '/srv')
  assert.equal(config.commandSocket, '/var/lib/connects/connects.sock')
  assert.equal(config.auditHeadFile, '/var/lib/connects/audit-head.log')
})

test('the key comes from the service manager where there is one', () => {
  const config = readConfig({ ...HOME, CREDENTIALS_DIRECTORY: '/run/credentials/connects.service' }, '/srv')
  assert.equal(config.keyFile, '/run/credentials/connects.service/connects-key')
  assert.equal(readConfig({ XDG_CONFIG_HOME: '/etc/xdg' }, '/srv').keyFile, '/etc/xdg/connects/secrets.key')
})

for (const [name, value] of [
  ['PORT', '70000'],
  ['PORT', '3000x'],
  ['PORT', '-1'],
  ['PORT', '1e3'],
  ['HOST', 'local host'],
  ['DATABASE_URL', 'mysql://db/connects'],
  ['CONNECTS_PUBLIC_URL', 'connects.county.example'],
  ['CONNECTS_PUBLIC_URL', 'https://county.example/connects'],
  ['CONNECTS_MAIL_URL', 'mail.county.example'],
  ['CONNECTS_MAIL_FROM', 'Connects\r\nBcc: all@county.example'],
  ['CONNECTS_LOG_LEVEL', 'loud'],
  ['CONNECTS_WORKERS', 'maybe'],
  ['CONNECTS_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['CONNECTS_TRUSTED_PROXIES', 'everyone'],
  ['CONNECTS_UPLOAD_MOST_BYTES', '25MB'],
  ['CONNECTS_SESSION_HOURS', '0'],
  ['CONNECTS_METRICS_TOKEN', 'short'],
  ['CONNECTS_DATA', 'a\0b'],
] as const)
  test(`${name}=${JSON.stringify(value)} is refused with the setting's name and what it should be`, () => {
    const refusal = refusalOf({ [name]: value })
    assert.equal(refusal.code, 'platform.config.wrong')
    assert.match(refusal.message, new RegExp(`The setting ${name} is wrong\\.`))
    assert.match(refusal.message, /should be|NUL/)
    assert.equal(refusal.faults[0]?.field, name)
  })

test('a wrong secret is refused without being shown', () => {
  const refusal = refusalOf({ DATABASE_URL: 'mysql://connects:hunter2@db/connects' })
  assert.doesNotMatch(refusal.message, /hunter2/)
})

test('a misspelt setting is refused with the name that was probably meant', () => {
  assert.match(
    refusalOf({ CONNECTS_MAILURL: 'x' }).message,
    /no setting CONNECTS_MAILURL\. Did you mean CONNECTS_MAIL_URL\?/,
  )
  assert.match(refusalOf({ CONNECTS_ENTIRELY_DIFFERENT_THING: 'x' }).message, /docs\/how-to\/install\.md/)
})

test('a key file in the data directory is refused, because the backup would open itself', () => {
  const refusal = refusalOf({
    CONNECTS_DATA: '/var/lib/connects',
    CONNECTS_KEY_FILE: '/var/lib/connects/keys/k',
  })
  assert.match(refusal.message, /CONNECTS_KEY_FILE.*outside/s)
  assert.match(refusalOf({ CONNECTS_DATA: '/home' }).message, /CONNECTS_KEY_FILE/)
  const beside = {
    ...HOME,
    CONNECTS_DATA: '/var/lib/connects',
    CONNECTS_KEY_FILE: '/var/lib/connects-keys/k',
  }
  assert.equal(readConfig(beside, '/srv').keyFile, '/var/lib/connects-keys/k')
})

test('a mail server without a sender is refused', () => {
  assert.match(refusalOf({ CONNECTS_MAIL_URL: 'smtp://mail.county.example' }).message, /CONNECTS_MAIL_FROM/)
})

test('a public address decides the address in mail and whether https may be demanded', () => {
  const config = readConfig({ ...HOME, CONNECTS_PUBLIC_URL: 'https://Connects.County.example/' }, '/srv')
  assert.equal(addressOf(config), 'https://connects.county.example')
  assert.equal(isSecure(config), true)
})

test('the table for the documentation has a row for each setting', () => {
  const table = describeConfig()
  assert.match(table, /\| `PORT` \| whole number, 0 to 65535 \| `3000` \|/)
  assert.match(table, /\| `DATABASE_URL` .*Secret\. \|/)
  for (const line of table.trimEnd().split('\n')) assert.equal(line.split('|').length, 6, line)
})
