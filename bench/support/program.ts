// Starts a program of the bench itself, such as a ceiling, and waits for the line that says where it answers.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Program = { readonly url: string; stop(): Promise<void> }

/** Starts `bench/support/<name>.ts` with these words. */
export function program(
  name: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [path, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((over) => child.on('close', () => over()))
  return new Promise((ready, failed) => {
    child.on('error', failed)
    child.on('close', (code) => failed(new Error(`${name} ended with ${code}.`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const url = /^Ready at (\S+)/m.exec(text)?.[1]
      if (url === undefined) return
      ready({
        url,
        stop: async () => {
          child.kill('SIGTERM')
          await ended
        },
      })
    })
  })
}

/** For NODE_OPTIONS of a server: loads `bench/support/<name>.ts` before it. */
export const preloading = (name: string): string =>
  `--import=${new URL(`./${name}.ts`, import.meta.url).href}`
