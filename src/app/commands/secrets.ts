// `connects secrets …`: a new key, and wrapping everything anew under it, in two steps so that no running process
// meets a secret it cannot open.
import { addKey, openable, openKeyRing, rotate } from '#platform/secrets/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { answer, type OpenCommand } from './command.ts'

export const secretsCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['secrets', 'add-key'],
    title: 'Add a new key to the key file, the first step of changing keys',
    async run({ connects, line }) {
      const ring = await addKey(connects.config.keyFile)
      return answer(
        line,
        { key: ring.current, file: ring.file },
        `The key ${ring.current} was added to ${ring.file}. Copy the file to where its copy is kept, restart every process, then run "connects secrets rotate".`,
      )
    },
  },
  {
    kind: 'open',
    words: ['secrets', 'rotate'],
    title: 'Wrap every secret anew under the newest key, the second step of changing keys',
    about: 'The key file keeps the older keys, because a backup made before still needs them.',
    async run({ connects, line }) {
      const newest = (await openKeyRing(connects.config.keyFile, { make: false })).current
      if (newest !== connects.ring.current)
        refuse(
          'conflict',
          'secrets.key.not-loaded',
          'The newest key was added after this server started. Restart every process, then run this again: a process that does not know the key could not open what is wrapped under it.',
        )
      const { rewrapped } = await rotate(connects.db, connects.ring)
      return answer(
        line,
        { key: newest, rewrapped },
        `${rewrapped} secrets were wrapped anew under the key ${newest}.`,
      )
    },
  },
  {
    kind: 'open',
    words: ['secrets', 'check'],
    title: 'Prove that the key file opens the secrets that are kept',
    async run({ connects, line }) {
      const opened = await openable(connects.db, connects.ring)
      return {
        ...answer(line, opened, opened.opens ? 'The key file opens them.' : opened.because),
        exit: opened.opens ? 0 : 1,
      }
    },
  },
]
