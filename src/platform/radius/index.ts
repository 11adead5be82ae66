// RADIUS as a client speaks it: is the server alive, which certificate does it show, does a login work, and if not,
// which part broke.
export type { Target, UdpTarget, RadSecTarget } from './target.ts'
export type { CertificateReading, EapMethod, LoginTry, Outcome, Stage, Unanswered } from './outcome.ts'
export { openLine, type Line } from './line.ts'
export { statusServer, type StatusAnswer, type Counters } from './status.ts'
export { readHandshake, type Handshake } from './handshake.ts'
export { readCertificate, tryLogin, type CertificateQuestion, type LoginQuestion } from './eap-ttls.ts'
export { runEapolTest, type EapolTest, type EapolTry } from './eapol-test.ts'
export { programAt } from './programs.ts'
export {
  authorityExtensions,
  commonName,
  extension,
  noAuthority,
  oid,
  sequence,
  tagged,
  writeCertificate,
} from './certificate-writing.ts'
