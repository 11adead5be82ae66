// The one rule that decides whether a demonstration's sign-in by name exists at all (A11). It is the only way
// in without a proof, so everything that could put it before a stranger makes it not exist.

export type DemonstrationFacts = {
  /** The data directory was marked as a demonstration when it was made. */
  readonly isDemonstration: boolean
  /** The addresses the server listens at, as the operating system names them. */
  readonly listeningAt: readonly string[]
  /** The Host header as it came. */
  readonly host: string | undefined
  /** The names of all request headers. */
  readonly headers: readonly string[]
  /** The public address that was configured, if any. */
  readonly publicUrl: string | undefined
}

const LOOPBACK = /^(127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/

// A literal name of this machine. Any other name could be made to resolve to 127.0.0.1 by a stranger's
// name server (DNS rebinding), and their page would then sign itself in.
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

const FORWARDING =
  /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|x-original-.*|x-proxy.*|x-envoy-.*|true-client-ip|client-ip|cf-.*|fastly-.*|x-azure-.*|x-amzn?-.*)$/i

/** Whether the sign-in by name exists for this request. When not, its address answers as any unknown one. */
export function demonstrationSignInExists(facts: DemonstrationFacts): boolean {
  return (
    facts.isDemonstration &&
    facts.publicUrl === undefined &&
    facts.listeningAt.length > 0 &&
    facts.listeningAt.every((address) => LOOPBACK.test(address)) &&
    facts.host !== undefined &&
    LOCAL_HOST.test(facts.host) &&
    !facts.headers.some((name) => FORWARDING.test(name))
  )
}
