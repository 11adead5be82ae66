// `connects roaming federation generate | check | approve | apply | rollback`: the configuration of all servers, step by
// step at the machine; and `connects roaming agent run`, the program beside a server.
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { errandOf, perform, type Context } from '#platform/actions/index.ts'
import type { Config } from '#platform/config/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { openLog } from '#platform/log/index.ts'
import {
  applyFederation,
  approveFederation,
  CHECK_WORDS,
  checkFederation,
  checkGeneration,
  generateFederation,
  generationByNumber,
  missingPackages,
  newestGeneration,
  prepareMachine,
  prepareRehearsal,
  readSettings,
  rehearsalPlan,
  rollbackFederation,
  runAgent,
  runRehearsal,
  STATE_WORDS,
  targetsOf,
  watchRehearsal,
  type Operator,
  type RehearsalPlan,
} from '#modules/roaming/index.ts'
import type { CommandLine } from '../arguments.ts'
import type { Connects } from '../open.ts'
import { askServer } from '../socket.ts'
import { answer, type OpenCommand, type Output, type ProcessCommand } from './command.ts'
import { inLines } from './printing.ts'
import { rehearsalBegins, standingWords, whatToTry } from './rehearsal-words.ts'

type Given = Parameters<OpenCommand['run']>[0]

const contextOf = ({ connects, user }: Given): Promise<Context> =>
  connects.contextOf({ kind: 'operator', user }, 'command')

const FOR_WHOM = 'the email address of the person for whom it is done, who runs the federation (required)'

const generate: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'federation', 'generate'],
  title: 'Generate the configuration of all RADIUS servers and check it',
  options: {
    because: 'why, for whoever approves it',
    again: 'generate even though nothing changed',
    as: FOR_WHOM,
  },
  about:
    'Nothing runs it yet: somebody else approves it ("connects roaming federation approve", or the page), then "apply" publishes it.',
  async run(given) {
    const { connects, line } = given
    const { because, again, as } = line.options
    const made = await perform(connects.house, generateFederation, await contextOf(given), {
      because: because ?? null,
      again: again ?? null,
      as: as ?? null,
    })
    const lines = [
      `Generation ${made.number}: ${made.servers} servers, ${made.changed} of them changed.`,
      ...some(made.changes.map(({ server, what }) => (server === 'all' ? what : `${server}: ${what}`))),
      ...(made.leftOut.length === 0
        ? []
        : ['Left out:', ...some(made.leftOut.map(({ what, why }) => `${what}: ${why}`))]),
    ]
    return checkedNow(given, made.generation, made.number, { made }, lines)
  },
}

const check: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'federation', 'check'],
  title: 'Check a generation again, with the engines’ own programs and our assertions',
  options: { number: 'the generation; the newest when left out' },
  async run(given) {
    const number = await numberOf(given)
    const { generation } = await perform(given.connects.house, checkFederation, await contextOf(given), {
      number,
    })
    return checkedNow(given, generation, number, {}, [])
  },
}

const approve: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'federation', 'approve'],
  title: 'Approve a generation that somebody else made',
  options: { number: 'the generation; the newest when left out', as: FOR_WHOM },
  async run(given) {
    const number = await numberOf(given)
    const result = await perform(given.connects.house, approveFederation, await contextOf(given), {
      number,
      version: await versionOf(given.connects, number),
      as: given.line.options['as'] ?? null,
    })
    return answer(
      given.line,
      result,
      `Generation ${number} is approved. Publish it with "connects roaming federation apply --number ${number}".`,
    )
  },
}

const apply: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'federation', 'apply'],
  title: 'Publish an approved generation: the agents fetch it within a minute',
  options: {
    number: 'the generation; the newest when left out',
    moved: 'publish it although the register changed since it was generated',
  },
  async run(given) {
    const number = await numberOf(given)
    const { moved } = given.line.options
    const result = await perform(given.connects.house, applyFederation, await contextOf(given), {
      number,
      version: await versionOf(given.connects, number),
      moved: moved ?? null,
    })
    return answer(
      given.line,
      result,
      `Generation ${number} is published and signed for ${result.signed} servers${result.replaced === null ? '' : `, in place of generation ${result.replaced}`}. Their agents fetch it within a minute.`,
    )
  },
}

const rollback: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'federation', 'rollback'],
  title: 'Bring back an earlier generation at once',
  options: {
    number: 'the generation to bring back (required)',
    because: 'why; everybody who runs the federation is told (required)',
  },
  async run(given) {
    const { number, because } = given.line.options
    const result = await perform(given.connects.house, rollbackFederation, await contextOf(given), {
      number: number ?? null,
      because: because ?? null,
    })
    return answer(
      given.line,
      result,
      `Generation ${result.number} is published and says what generation ${result.restores} said. The agents fetch it within a minute; all operators are told.`,
    )
  },
}

const MOST_LINES = 40

const some = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, MOST_LINES).map((one) => `  ${one}`),
  ...(lines.length > MOST_LINES ? [`  … and ${lines.length - MOST_LINES} more`] : []),
]

/** The check carried out here and now, and what it found; the exit code is 1 when the generation is faulty. */
async function checkedNow(
  given: Given,
  generation: string,
  number: number,
  value: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): Promise<Output> {
  const { connects, line, user } = given
  const { house, db, clock } = connects
  await checkGeneration(errandOf(house, { db, actor: { kind: 'operator', user }, now: () => clock.now() }), {
    generation,
  })
  const { state } = await generationByNumber({ db }, number)
  const targets = await targetsOf({ db }, generation)
  const counts = [...Map.groupBy(targets, (one) => one.check_state)].map(
    ([check, those]) => `${CHECK_WORDS[check].toLowerCase()} ${those.length}`,
  )
  const told = targets.flatMap(({ server_code, check_state, check_words }) =>
    check_state === 'failed' ? [`${server_code}: ${check_words ?? 'failed'}`] : [],
  )
  const text = [
    ...lines,
    `Generation ${number}: ${STATE_WORDS[state].toLowerCase()} (${counts.join(', ')}).`,
    ...some(told),
  ]
  const checks = targets.map(({ server_code, check_state, check_words }) => ({
    server: server_code,
    check: check_state,
    words: check_words,
  }))
  const output = answer(line, { ...value, number, state, checks }, text.join('\n'))
  return { ...output, exit: state === 'faulty' ? 1 : 0 }
}

async function numberOf({ connects, line }: Given): Promise<number> {
  const { number } = line.options
  if (number !== undefined) return (await generationByNumber(connects, number)).number
  const newest = await newestGeneration(connects)
  if (newest !== undefined) return newest.number
  return refuse(
    'conflict',
    'platform.command.nothing-generated',
    'Nothing has been generated yet. Begin with "connects roaming federation generate".',
  )
}

const versionOf = async (connects: Connects, number: number): Promise<number> =>
  (await generationByNumber(connects, number)).version

/** Asked by `connects roaming rehearse` of the running server, and readable on its own. */
const plan: OpenCommand = {
  kind: 'open',
  words: ['roaming', 'rehearse', 'plan'],
  title: 'Say which servers a rehearsal would run on this machine, or why it may not',
  async run({ connects, line }) {
    const { db, clock, listening } = connects
    const found = await rehearsalPlan({ db, now: clock.now() }, listening.url)
    return answer(line, found, inLines(found))
  },
}

const agent: ProcessCommand = {
  kind: 'process',
  words: ['roaming', 'agent', 'run'],
  title: 'Run the agent beside a RADIUS server: fetch, check, swap, restart, probe, go back if need be',
  options: { settings: 'the file with its settings (required)' },
  about:
    'It runs as a user of its own beside the server and reaches Connects by its address, never the database.',
  run: ({ config, line }) => runBeside(line, openLog({ level: config.logLevel })),
}

async function runBeside(line: CommandLine, log: ReturnType<typeof openLog>): Promise<number> {
  const { settings } = line.options
  if (settings === undefined)
    refuse('invalid', 'platform.command.option-missing', 'Say where its settings are: --settings <file>.')
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  await runAgent(await readSettings(settings), {
    log,
    signal: stopping.signal,
    version: ownVersion(),
    onAgain: (again) => process.on('SIGHUP', again),
  })
  return 0
}

/** Which version of Connects this is: told with each request, so that an old agent is seen in the list of agents. */
function ownVersion(): string {
  const facts: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  return String((facts as { readonly version?: unknown }).version ?? 'unknown')
}

const prepare: ProcessCommand = {
  kind: 'process',
  words: ['roaming', 'agent', 'prepare'],
  title: 'Make what a RADIUS server needs of its own: its keys, and the places for what stays on it',
  options: {
    directory: 'the directory the agent is to keep (required)',
    name: 'the name in its certificates, such as radius1.council.example (required)',
    server: 'its code in the register',
  },
  about: 'Nothing that is there already is touched. Keys never leave the machine.',
  async run({ line }) {
    const { directory, name, server } = line.options
    if (directory === undefined || name === undefined)
      refuse(
        'invalid',
        'platform.command.option-missing',
        'Say where and under which name: --directory <path> --name <name>.',
      )
    const prepared = await prepareMachine({ directory, name, ...(server === undefined ? {} : { server }) })
    process.stdout.write(`${prepared}\n`)
    return 0
  },
}

const rehearse: ProcessCommand = {
  kind: 'process',
  words: ['roaming', 'rehearse'],
  title: 'Run all RADIUS servers of the register on this machine, to try the federation out',
  options: { directory: 'the directory that the rehearsal keeps, new or its own (required)' },
  about:
    'Connects must be running. It starts nothing unless every server of the register stands on 127.x.x.x. Ctrl-C ends it, and all servers with it.',
  run: ({ config, line }) => runRehearsalHere(config, line),
}

async function runRehearsalHere(config: Config, line: CommandLine): Promise<number> {
  const { directory } = line.options
  if (directory === undefined)
    refuse(
      'invalid',
      'platform.command.option-missing',
      'Say where the rehearsal keeps its files: --directory <path>.',
    )
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
  const ask = askingServer(config)
  const rehearsal = {
    plan: (await ask(plan.words)) as RehearsalPlan,
    directory: resolve(directory),
    operator: operatorBy(ask),
    log: openLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
    signal: stopping.signal,
    version: ownVersion(),
  }
  const missing = missingPackages(rehearsal.plan.servers)
  if (missing.servers.length > 0)
    refuse(
      'conflict',
      'platform.command.packages-missing',
      `Programs are missing on this machine. Install their Debian packages: sudo apt-get install ${[...missing.servers, ...missing.login].join(' ')}`,
    )
  const say = (words: string): boolean => process.stdout.write(`${words}\n`)
  const prepared = await prepareRehearsal(rehearsal)
  say(rehearsalBegins(rehearsal.plan))
  const over = new AbortController()
  const watched = watchRehearsal(prepared, AbortSignal.any([stopping.signal, over.signal]), {
    changed: (now) => say(standingWords(now, rehearsal.plan)),
    settled: (all) => say(whatToTry(prepared, all, rehearsal.plan)),
  })
  stopping.signal.addEventListener('abort', () => say('Ending: all servers are stopped.'))
  try {
    await runRehearsal(prepared, rehearsal)
  } finally {
    over.abort()
    await watched
  }
  say('The rehearsal is over; no server of it runs any more.')
  return 0
}

type Ask = (words: readonly string[], options?: Readonly<Record<string, string>>) => Promise<unknown>

/** The running server, asked as the operator of this machine. */
const askingServer =
  (config: Config): Ask =>
  async (words, options = {}) => {
    const output = await askServer(config, {
      line: { words, options, json: true, help: false },
      user: userInfo().username,
      directory: process.cwd(),
    })
    if (output === undefined)
      return refuse(
        'conflict',
        'platform.command.no-server',
        `No Connects runs over ${config.dataDirectory}. Start it in another window first: connects start`,
      )
    if (output.exit !== 0)
      refuse('conflict', 'platform.command.declined', output.problem ?? `"${words.join(' ')}" did not work.`)
    return JSON.parse(output.text) as unknown
  }

const operatorBy = (ask: Ask): Operator => ({
  enrol: async (server) =>
    (await ask(['roaming', 'agent', 'enrol'], { server })) as Awaited<ReturnType<Operator['enrol']>>,
  revoke: (server) => ask(['roaming', 'agent', 'revoke'], { server }),
  trust: (given) => ask(['roaming', 'trust', 'add'], given),
})

export const roamingCommands: readonly (OpenCommand | ProcessCommand)[] = [
  generate,
  check,
  approve,
  apply,
  rollback,
  agent,
  prepare,
  plan,
  rehearse,
]
