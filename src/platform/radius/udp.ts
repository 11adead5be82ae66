// A UDP socket to one server. It is connected, so that the kernel drops what other addresses send and tells when nothing
// listens there.
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { troubleOf, type Carrier, type Ears } from './carrier.ts'
import type { UdpTarget } from './target.ts'

export function openUdp({ address, port, from }: UdpTarget, ears: Ears): Carrier {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let waiting: Buffer[] | undefined = []
  let isOpen = true
  const failed = (error: Error): void => {
    if (!isOpen) return
    const trouble = troubleOf(error) ?? { because: 'broken' as const, words: error.message }
    if (waiting === undefined) return ears.stumbled(trouble)
    close()
    ears.ended(trouble)
  }
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    socket.close()
  }
  socket.on('message', (bytes) => ears.heard(bytes))
  socket.on('error', failed)
  socket.bind(from === undefined ? {} : { address: from }, () => {
    if (!isOpen) return
    socket.connect(port, address, (error?: Error) => {
      if (error instanceof Error) return failed(error)
      if (!isOpen) return
      const early = waiting ?? []
      waiting = undefined
      for (const bytes of early) send(bytes)
    })
  })
  const send = (bytes: Buffer): void => {
    if (waiting !== undefined) waiting.push(bytes)
    else if (isOpen)
      socket.send(bytes, (error) => {
        if (error instanceof Error) failed(error)
      })
  }
  return { send, close }
}
