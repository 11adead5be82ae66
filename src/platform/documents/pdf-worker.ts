// Runs Typst in a thread of its own: it works in one go, and on the thread of the server it would keep every
// reader waiting. Anything it says, a warning included, is an error: a document with a fault is not issued.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

export type Order = { readonly data: string; readonly seconds: number }
export type Answer = { readonly pdf: Uint8Array } | { readonly said: string }

const WEIGHTS = ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold'] as const

function fonts(): Buffer[] {
  const folder = dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json'),
  )
  return WEIGHTS.map((weight) => readFileSync(join(folder, weight, `SourceSans3_${weight}.ttf`)))
}

function pressed({ data, seconds }: Order): Answer {
  // The workspace holds the layout alone; a document cannot make Typst read any other file.
  const compiler = NodeCompiler.create({
    workspace: join(import.meta.dirname, 'nothing'),
    fontArgs: [{ fontBlobs: fonts() }],
  })
  const layout = readFileSync(new URL('./document.typ', import.meta.url), 'utf8')
  const result = compiler.compile({ mainFileContent: layout, inputs: { document: data } })
  const said = result.takeDiagnostics()
  if (said !== null) return { said: saidBy(said.shortDiagnostics) }
  if (result.result === null) return { said: 'nothing was made' }
  try {
    const pdf = compiler.pdf(result.result, {
      pdfStandard: 'ua-1',
      pdfTags: true,
      creationTimestamp: seconds,
    })
    return { pdf: new Uint8Array(pdf) }
  } catch (error) {
    return { said: error instanceof Error ? error.message : String(error) }
  } finally {
    // What Typst remembers belongs to the process and outlives this thread.
    compiler.evictCache(3)
  }
}

function saidBy(diagnostics: readonly { message?: string; range?: string }[]): string {
  return diagnostics.map(({ message, range }) => `${message ?? 'unknown'} at ${range ?? '?'}`).join('; ')
}

parentPort?.postMessage(pressed(workerData as Order))
