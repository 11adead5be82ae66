// A RadSec connection to one server (RFC 6614): packets one after the other over TLS, each as long as it says.
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'
import { codeOf, troubleOf, type Carrier, type Ears, type Trouble } from './carrier.ts'
import { wordsOf, type RadSecTarget } from './target.ts'

const HEADER = 20
const MOST_BYTES = 4096

export function openRadSec(target: RadSecTarget, ears: Ears): Carrier {
  const socket = opened(target)
  if (socket === undefined) {
    queueMicrotask(() => ears.ended(UNREADABLE))
    return { send() {}, close() {} }
  }
  let isOpen = true
  const end = (trouble: Trouble): void => {
    if (!isOpen) return
    isOpen = false
    socket.destroy()
    ears.ended(trouble)
  }
  socket.setNoDelay(true)
  socket.on('error', (error) => end(meaningOf(error)))
  socket.on('close', () => end(CLOSED))
  const framed = framing((packet) => ears.heard(packet))
  socket.on('data', (piece: Buffer) => {
    if (isOpen && !framed(piece)) end({ because: 'broken', words: 'What came over TLS is not RADIUS.' })
  })
  return {
    // Before the handshake is done the socket keeps what is written.
    send: (bytes) => void (isOpen && socket.write(bytes)),
    close() {
      isOpen = false
      socket.destroy()
    },
  }
}

/** Undefined where our own certificate, its key or the authorities cannot be read. */
function opened({ address, port, from, tls }: RadSecTarget): TLSSocket | undefined {
  const name = tls.servername ?? address
  try {
    return connect({
      host: address,
      port,
      ...(from === undefined ? {} : { localAddress: from }),
      ca: typeof tls.ca === 'string' ? tls.ca : [...tls.ca],
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.key === undefined ? {} : { key: wordsOf(tls.key) }),
      ...(tls.servername === undefined ? {} : { servername: tls.servername }),
      minVersion: 'TLSv1.2',
      checkServerIdentity: (_, certificate) =>
        tls.checks === 'chain' ? undefined : checkServerIdentity(name, certificate),
    })
  } catch {
    return undefined
  }
}

const UNREADABLE: Trouble = {
  because: 'broken',
  words: 'Our own certificate, its key or the authorities for RadSec cannot be read, or do not fit together.',
}

const CLOSED: Trouble = {
  because: 'refused',
  words: 'The server closed the connection. Does it know our address and our certificate?',
}

// OpenSSL says why it does not trust a chain, Node that the name is another; an alert is the other side's refusal of us.
function meaningOf(error: Error): Trouble {
  const known = troubleOf(error)
  if (known !== undefined) return known
  const code = codeOf(error)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { because: 'wrong-name', words: 'The certificate of the server is for another name.' }
  if (/CERT|ISSUER|SIGNED|PURPOSE|CA_|CRL|KEY_TOO/.test(code) && !code.includes('ALERT'))
    return { because: 'untrusted', words: `The certificate of the server is not trusted (${code}).` }
  if (code.includes('ALERT') || code === 'ECONNRESET' || code === 'EPIPE') return CLOSED
  return { because: 'broken', words: `TLS with the server failed (${code || error.message}).` }
}

/** Cuts a stream into packets; false when what comes cannot be one. */
function framing(found: (packet: Buffer) => void): (piece: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0)
  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= 4) {
      const length = rest.readUInt16BE(2)
      if (length < HEADER || length > MOST_BYTES) return false
      if (rest.length < length) return true
      found(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
    return true
  }
}
