// What `connects roaming rehearse` says: which servers run, and what to try with them.
import type { Prepared, RehearsalPlan, Standing } from '#modules/roaming/index.ts'

export function rehearsalBegins({ federation, servers, absent }: RehearsalPlan): string {
  const others =
    absent.length === 0
      ? ''
      : `\nNobody runs ${absent.length} others here (${absent.join(', ')}): they are of other makes or the national operator's. Once they were missed twice, the status page will say of their organisations that signing in does not work, which is then true.`
  return `A rehearsal of ${federation} on this machine alone: ${servers.length} servers are prepared and started.${others}`
}

export function standingWords({ code, running, pid, declined }: Standing, plan: RehearsalPlan): string {
  const { address = '', port = 0 } = plan.servers.find((one) => one.code === code) ?? {}
  const place = `  ${code.padEnd(20)} ${`${address}:${port}`.padEnd(18)}`
  if (declined !== null)
    return `${place} does not take what is published: ${declined.split('\n').slice(0, 3).join(' ')}`
  if (running === null || pid === null) {
    const number = running ?? plan.published
    return `${place} starting${number === null ? '' : ` generation ${number}`}`
  }
  return `${place} runs generation ${running} as process ${pid}`
}

/** Once everything runs: a login, a break, and where to look. */
export function whatToTry(prepared: Prepared, all: readonly Standing[], plan: RehearsalPlan): string {
  const runs = all.filter(({ pid }) => pid !== null).length
  return [
    '',
    `${runs} of ${all.length} servers run.${plan.published === null ? ' Nothing is published yet: generate, approve and apply a configuration, and they start.' : ''}`,
    ...journeyWords(prepared, all, plan),
    '',
    'Whether govroam works, looked at each minute:',
    `  ${plan.url}/govroam/status`,
    '',
    'Ctrl-C ends the rehearsal and all its servers.',
  ].join('\n')
}

function journeyWords({ login }: Prepared, all: readonly Standing[], plan: RehearsalPlan): string[] {
  const { journey, servers, members } = plan
  const at = servers.find((one) => one.member === journey?.visited)
  const from = servers.find((one) => one.member === journey?.home)
  if (journey === null || at === undefined || from === undefined) return []
  const nameOf = (code: string): string => members.find((one) => one.code === code)?.name ?? code
  const pid = all.find(({ code }) => code === from.code)?.pid ?? null
  const stop =
    pid === null
      ? []
      : [
          '',
          `Let the server of ${nameOf(journey.home)} hang, and read within ten minutes who is blamed (a plain "kill" does not do: its agent starts it again at once):`,
          `  kill -STOP ${pid}`,
          `  kill -CONT ${pid}    brings it back`,
        ]
  return [
    '',
    `Sign in as somebody of ${nameOf(journey.home)} who visits ${nameOf(journey.visited)} (it ends with SUCCESS; eapol_test is in the Debian package eapoltest):`,
    `  eapol_test -c '${login.file(journey.home)}' -a ${at.address} -p ${at.port} -s ${login.accessPointSecret} -A ${login.accessPoint(at)} -M 02:00:00:00:00:07`,
    ...stop,
  ]
}
