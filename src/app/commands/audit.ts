// `connects audit verify`: recomputes the chain and says what is whole, what is broken and what is not sealed yet.
import { verify } from '#platform/audit/index.ts'
import { answer, type OpenCommand } from './command.ts'
import { inLines } from './printing.ts'

export const auditCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['audit', 'verify'],
    title: 'Prove that no audit entry was changed, added or removed behind the platform’s back',
    async run({ connects, line }) {
      const verdict = await verify(connects.database, connects.config.auditHeadFile)
      const { whole } = verdict
      return {
        ...answer(
          line,
          verdict,
          `${whole ? 'The audit is whole.' : 'The audit is BROKEN.'}\n${inLines(verdict)}`,
        ),
        exit: whole ? 0 : 1,
      }
    },
  },
]
