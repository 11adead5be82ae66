// Loaded before the tests: the network is closed except loopback. A test that needs another machine to be there is
// a test that fails on a train, and one that tells strangers what we test.
import { enableCompileCache } from 'node:module'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

// Half of what it costs to load all our modules is making JavaScript of them; every process of the tests would pay it.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/connects/compiled/', import.meta.url)))

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127\.0\.0\.1|0\.0\.0\.0|::)$/

const connect = Socket.prototype.connect

function hostOf(given: readonly unknown[]): string | undefined {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given
  if (typeof first === 'object' && first !== null)
    return 'host' in first && typeof first.host === 'string' ? first.host : undefined
  return typeof first === 'number' && typeof second === 'string' ? second : undefined
}

Socket.prototype.connect = function connectOnLoopback(this: Socket, ...given: unknown[]): Socket {
  const host = hostOf(given)
  if (host === undefined || LOOPBACK.test(host)) return Reflect.apply(connect, this, given) as Socket
  const refused = Object.assign(
    new Error(`The network is closed in tests, except loopback; this asked for ${host}.`),
    { code: 'ENETUNREACH' },
  )
  process.nextTick(() => this.destroy(refused))
  return this
}
